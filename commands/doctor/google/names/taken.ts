/** Names that a plan fixes, and what may be in their way. Pure but for the question. */
import { markLine, markPlace, marks, urnMark } from "../../../../components/shared/ownership";
import type { PlannedResource } from "../../../plan/record/graph";

interface Marked {
  description?: string;
  labels?: Record<string, string>;
}

/** Whether a thing carries this resource's own mark: then an `up` that died made it, and `resume` picks it up. */
export function isOwn({ type, urn, inputs }: PlannedResource, found: Marked): boolean {
  const place = markPlace(type);
  if (place === undefined) return false;
  if (place.form !== "text") return found.labels?.[marks.urn] === urnMark(urn, place.form);
  // The plan's own description ends in the mark.
  const [, stack = "", project = ""] = /^urn:pulumi:([^:]+)::([^:]+)::/.exec(urn) ?? [];
  const line = markLine(project, stack, urn);
  return String(inputs.description ?? "").endsWith(line) && found.description?.endsWith(line) === true;
}

/** The one command for what an `up` that died has made. */
export const resumeFix = (stack: string): string => `npm run resume -- --stack ${stack}`;
