/** Arguments that another resource may make. Types only. */
import type * as pulumi from "@pulumi/pulumi";

/** Text and lists of text become inputs; what is undefined stays so. */
type AsInput<Value> = Value extends string
  ? pulumi.Input<Value>
  : Value extends (infer Element)[]
    ? pulumi.Input<Element>[]
    : Value;

/** A type in which the named keys take outputs too. A list stays a list, so that its length is known. */
export type WithInputs<T, Keys extends keyof T> = Omit<T, Keys> & {
  [Key in keyof Pick<T, Keys>]: AsInput<Pick<T, Keys>[Key]>;
};
