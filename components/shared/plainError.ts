import * as pulumi from "@pulumi/pulumi";

/**
 * An error that Pulumi prints as it is. It has no stack trace (Node 20 formats one for seconds unless it is text), and keeps
 * its text where Pulumi writes the name of each input that an error passes through before it.
 */
export class PlainError extends pulumi.RunError {
  constructor(text: string) {
    super(text);
    Object.defineProperty(this, "message", { get: () => text, set: () => {} });
    this.stack = text;
  }
}
