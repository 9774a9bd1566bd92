/** An organisation policy as it holds in the project, from either of Google's APIs. */
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { projectOf } from "../ask/places";
import { GoogleRefused } from "../ask/refused";

/** Values, or on and off. Without `allowed` all is allowed that is not denied. */
export interface Effective {
  enforced: boolean;
  allowed: readonly string[] | undefined;
  denied: readonly string[] | "all";
}

interface Rule {
  enforce?: boolean;
  allowAll?: boolean;
  denyAll?: boolean;
  values?: { allowedValues?: string[]; deniedValues?: string[] };
}
interface Old {
  booleanPolicy?: { enforced?: boolean };
  listPolicy?: { allValues?: string; allowedValues?: string[]; deniedValues?: string[] };
}

const nothing: Effective = { enforced: false, allowed: undefined, denied: [] };

/**
 * @param constraint `iam.workloadIdentityPoolProviders`
 * @throws GoogleRefused where neither API tells
 */
export async function effective(world: World, constraint: string): Promise<Effective> {
  const name = `projects/${projectOf(world)}`;
  try {
    const url = `https://orgpolicy.googleapis.com/v2/${name}/policies/${constraint}:getEffectivePolicy`;
    const found = await ask<{ spec?: { rules?: Rule[] } }>(world, url);
    return ofRules(found?.spec?.rules ?? []);
  } catch (error) {
    // The newer API is often off, and nothing here turns it on. The older one knows no managed constraints.
    if (!(error instanceof GoogleRefused) || error.api === undefined || constraint.includes(".managed.")) throw error;
    const url = `https://cloudresourcemanager.googleapis.com/v1/${name}:getEffectiveOrgPolicy`;
    return ofOld((await ask<Old>(world, url, { constraint: `constraints/${constraint}` })) ?? {});
  }
}

/** Pure. */
export function ofRules(rules: readonly Rule[]): Effective {
  if (rules.some(({ denyAll }) => denyAll)) return { enforced: true, allowed: [], denied: "all" };
  const values = rules.flatMap((rule) => rule.values ?? []);
  const allowed = values.flatMap(({ allowedValues = [] }) => allowedValues);
  const denied = values.flatMap(({ deniedValues = [] }) => deniedValues);
  const open = rules.some(({ allowAll }) => allowAll) || allowed.length === 0;
  return {
    enforced: rules.some(({ enforce }) => enforce === true),
    allowed: open ? undefined : allowed,
    denied,
  };
}

function ofOld({ booleanPolicy, listPolicy }: Old): Effective {
  if (booleanPolicy !== undefined) return { ...nothing, enforced: booleanPolicy.enforced === true };
  if (listPolicy === undefined) return nothing;
  const { allValues, allowedValues = [], deniedValues = [] } = listPolicy;
  if (allValues === "DENY") return { enforced: true, allowed: [], denied: "all" };
  return { enforced: false, allowed: allowedValues.length > 0 ? allowedValues : undefined, denied: deniedValues };
}

/** Whether a list allows a value; `matches` knows the constraint's groups of values. */
export function allows(policy: Effective, matches: (pattern: string) => boolean): boolean {
  if (policy.denied === "all" || policy.denied.some(matches)) return false;
  return policy.allowed === undefined || policy.allowed.some(matches);
}
