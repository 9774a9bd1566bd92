/** What the rooms of the stand-in account share. */
import type { Properties } from "../wire";

/** One thing in the account: its inputs, without the wrappers of secrets. */
export interface Thing {
  type: string;
  id: string;
  inputs: Properties;
}

/** The things of an account, to look at. */
export interface Things {
  /** Things by the end of their type's token. */
  ofType(short: string): Thing[];
  find(id: unknown): Thing | undefined;
}

/** What goes wrong the next time that something of `type` is made or changed. */
export interface Fault {
  type: string;
  /** `lost`: it is made, and no answer comes. `failed`: MWAA gives up at the end. `rolledBack`: MWAA undoes an update. */
  kind: "lost" | "failed" | "rolledBack";
  message: string;
}

/** A resource that exists and is not as it should be: the engine keeps it with an error (pulumi-terraform-bridge, provider.go). */
export class InitFailed extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly state: Properties,
  ) {
    super(message);
  }
}
