/** What the answers of all clouds share. */

/** The accounts that the answers are made for. */
export interface CloudContext {
  /** AWS account id, 12 digits. */
  accountId: string;
  /** AWS region. */
  region: string;
  /** Google Cloud project id. */
  gcpProject: string;
}

export type Inputs = Record<string, unknown>;
export type CloudAnswer = { id: string; state: Record<string, unknown> };
export type CloudRule = (inputs: Inputs, name: string, context: CloudContext) => Inputs;

/** Google's project number is not known offline; a plan shows this one. */
export const plannedProjectNumber = "123456789012";

/** A short id made from a name: the same name gives the same id. */
export function idOf(name: string, length = 17): string {
  let hash = 0x811c9dc5;
  let text = "";
  for (let round = 0; text.length < length; round++) {
    for (const char of `${name}${round}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    text += hash.toString(16).padStart(8, "0");
  }
  return text.slice(0, length);
}

/** A value where it is text, or another. */
export const text = (value: unknown, fallback: string): string => (typeof value === "string" ? value : fallback);

/** The name that the program gave, or the resource's. */
export const member = (inputs: Inputs, name: string): string => text(inputs.name, name);
