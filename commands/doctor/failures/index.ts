/** The failures that are known, and the one that a text tells of. */
import { aws } from "./aws";
import type { Failure } from "./failure";
import { google } from "./google";
import { kubernetes } from "./kubernetes";
import { pulumi } from "./pulumi";

export type { Failure } from "./failure";

/** By who says it, as the page shows them. */
export const failures: Record<string, readonly Failure[]> = {
  "AWS and MWAA": aws,
  "Google and Identity-Aware Proxy": google,
  "Kubernetes, Helm and the chart": kubernetes,
  Pulumi: pulumi,
};

/** What is printed may be broken into lines of any width. */
const oneLine = (text: string) => text.replace(/\s+/g, " ");

/** Every known failure that a text tells of, such as the output of an `up`. */
export const failuresIn = (text: string): Failure[] =>
  Object.values(failures)
    .flat()
    .filter(({ says, matches }) =>
      matches === undefined ? oneLine(text).toLowerCase().includes(says.toLowerCase()) : matches.test(oneLine(text)),
    );

/** Where a failure's entry is, from the project's root. */
export const entryOf = ({ id }: Failure): string => `docs/when-it-fails.md#${id}`;
