/** Google's dialect of CEL: a real CEL implementation with the one function that Google adds to strings. */
import { CelScalar, celMethod, isCelError, run } from "@bufbuild/cel";

/**
 * `extract`, by its documentation (https://docs.cloud.google.com/iam/docs/conditions-attribute-reference#extract): what
 * stands between the template's prefix, at its first occurrence, and its suffix, at its first after that; an empty
 * prefix is the start, an empty suffix the end; "" where either is not found.
 */
export function extract(value: string, template: string): string {
  const parts = /^([^{]*)\{[^}]*\}(.*)$/s.exec(template);
  if (!parts) throw new Error(`extract: ${template} has no {placeholder}`);
  const [, prefix = "", suffix = ""] = parts;
  const at = value.indexOf(prefix);
  if (at < 0) return "";
  const rest = value.slice(at + prefix.length);
  const end = suffix === "" ? rest.length : rest.indexOf(suffix);
  return end < 0 ? "" : rest.slice(0, end);
}

// `startsWith` and `contains` are of the language itself.
const google = celMethod("extract", CelScalar.STRING, [CelScalar.STRING], CelScalar.STRING, function (template) {
  return extract(String(this), template);
});

/** What AWS STS says of a caller, as Google sees it (https://docs.cloud.google.com/iam/docs/workload-identity-federation#mapping). */
export interface Assertion {
  account: string;
  arn: string;
  userid: string;
}

/** Evaluates an expression over an assertion. */
export function evaluate(expression: string, assertion: Assertion): unknown {
  const result = run(expression, { assertion: new Map(Object.entries(assertion)) }, { funcs: [google] });
  if (isCelError(result)) throw new Error(`${expression}: ${result.message}`);
  return result;
}
