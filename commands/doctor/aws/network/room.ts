/** What the checks of this room share. */
import { type Check, defineCheck } from "../../check";
import { hasNetwork } from "./ask";

type Given = Omit<Check, "cloud" | "homes" | "when"> & Partial<Pick<Check, "when">>;

/** A check of the environment's network: of what is adopted before `up`, and of all of it after. */
export const networkCheck = (check: Given): Check =>
  defineCheck({
    cloud: "aws",
    homes: ["mwaa"],
    when: "always",
    page: "docs/network.md",
    applies: hasNetwork,
    ...check,
  });

export const docs = "https://docs.aws.amazon.com/mwaa/latest/userguide";
