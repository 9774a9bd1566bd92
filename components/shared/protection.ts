/**
 * `airflow:protection`: Pulumi refuses to delete or replace what holds data or takes half an hour to make, and the program
 * says so before, by name. The MWAA environment has a guard of its own, because sleep removes it on purpose
 * (components/aws/mwaa/live/guard.ts).
 */
import type * as pulumi from "@pulumi/pulumi";
import { override, type PriorResource } from "../../config/checks/keptData";
import { keptThings, lossOf } from "./keptThings";
import { urnOf } from "./ownership";

/** Guarded otherwise. */
const withOwnGuard = "aws:mwaa/environment:Environment";

const isGuarded = (type: string): boolean => type in keptThings && type !== withOwnGuard;

/** URNs of what this run has of these types. */
const made = new Set<string>();

/** Whether this run may lose data on purpose. */
const onPurpose = (): boolean => process.env[override] === "yes";

/** Options of a home: with `protection`, whatever below it holds data is protected. What says `protect` itself is left to it. */
export function protecting(
  opts: pulumi.ComponentResourceOptions,
  protection: boolean,
): pulumi.ComponentResourceOptions {
  if (!protection) return opts;
  const guard: pulumi.ResourceTransformation = ({ type, name, props, opts: options }) => {
    if (!isGuarded(type)) return undefined;
    made.add(urnOf(type, name, options.parent));
    if (onPurpose() || options.protect !== undefined) return undefined;
    return { props, opts: { ...options, protect: true } };
  };
  return { ...opts, transformations: [...(opts.transformations ?? []), guard] };
}

/** URNs of what is kept and was made, or stays, in this run. */
export const keptUrns = (): ReadonlySet<string> => made;

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
const shortType = (type: string): string => type.slice(type.lastIndexOf(":") + 1);

/**
 * What the state has and the program no longer makes, one line each: the engine would say it with a URN, and only after
 * other changes have begun. Pure.
 */
export function deletionRefusals(prior: readonly PriorResource[], stays: ReadonlySet<string>): string[] {
  return prior
    .filter(({ type, urn }) => urn !== undefined && isGuarded(type) && !stays.has(urn))
    .map(({ type, urn = "" }) => {
      const what = `${shortType(type)} ${nameOf(urn)}`;
      return `${what} would be deleted: it ${lossOf(type)}. Fix: go back; on purpose: pulumi state unprotect '${urn}' --yes && ${override}=yes pulumi up`;
    });
}
