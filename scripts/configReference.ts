/**
 * Writes docs/config.md out of the schema: meanings are the docstrings in `config/*.ts`, forms and defaults the schema's own.
 * `npm run docs` (docs.ts) writes it; a test fails when it is out of date.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { z } from "zod";
import { schemaAt, textsAt } from "../config/fields";
import { gke } from "../config/gke/keys";
import { mwaa } from "../config/mwaa/keys";
import { shared } from "../config/shared";
import { wrapMarkdown } from "./wrapMarkdown";

interface Key {
  /** As after `airflow:`, such as `mwaa.network.vpcId`. */
  path: string;
  meaning: string;
}

/** Object literals of a file by the name of their constant: `z.strictObject({…})` or plain. */
function literals(file: string): Map<string, ts.ObjectLiteralExpression> {
  const found = new Map<string, ts.ObjectLiteralExpression>();
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  for (const statement of source.statements.filter(ts.isVariableStatement))
    for (const { name, initializer } of statement.declarationList.declarations) {
      const value = initializer && ts.isCallExpression(initializer) ? initializer.arguments[0] : initializer;
      const known =
        initializer && (ts.isObjectLiteralExpression(initializer) || /^z\.strictObject\(/.test(initializer.getText()));
      if (known && value && ts.isObjectLiteralExpression(value)) found.set(name.getText(), value);
    }
  return found;
}

/** Keys of a constant, those of the constants that it names included. */
function keysOf(all: Map<string, ts.ObjectLiteralExpression>, name: string, prefix: string): Key[] {
  return (all.get(name)?.properties ?? []).flatMap((property) => {
    const shorthand = ts.isShorthandPropertyAssignment(property);
    if (!shorthand && !ts.isPropertyAssignment(property)) return [];
    const path = `${prefix}${property.name.getText()}`;
    const inner = /^(\w+)\.(prefault|optional)\(/.exec(shorthand ? "" : property.initializer.getText())?.[1];
    if (inner !== undefined && all.has(inner)) return keysOf(all, inner, `${path}.`);
    const comment = ts
      .getJSDocCommentsAndTags(property)
      .map((doc) => (typeof doc.comment === "string" ? doc.comment : ""));
    return [{ path, meaning: comment.join(" ").replace(/\s+/g, " ").trim() }];
  });
}

const whole = z.strictObject({ ...shared, mwaa, gke });

function row({ path, meaning }: Key): string {
  const parts = path.split(".");
  const texts = textsAt(whole, parts) ?? textsAt(schemaAt(whole, parts) as z.ZodType, []);
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return `| \`${path}\` | ${cell(meaning)} | ${cell(texts?.allowed ?? "")} |`;
}

/** The page. */
export function configReference(): string {
  const common = literals("config/shared.ts");
  const table = (keys: Key[]) => ["| key | meaning | allowed |", "| --- | --- | --- |", ...keys.map(row), ""];
  return wrapMarkdown(
    [
      "# Stack config",
      "",
      "Every key, made from the schema by `npm run docs`. A key is set with `pulumi config set --path airflow:KEY VALUE`, a list or an",
      "object more easily in `Pulumi.STACK.yaml`. All mistakes are told together, before anything is made; `npm run --silent plan -- --stack",
      "STACK` tells them too. Besides these, a stack has `gcp:project` and, on mwaa, `aws:region` and `aws:allowedAccountIds` (a list with the",
      "one account that the stack may touch); on gke `gcp:region`.",
      "",
      "## Both platforms",
      "",
      ...table(keysOf(common, "shared", "")),
      "## Amazon MWAA",
      "",
      ...table(
        keysOf(
          new Map([...literals("config/mwaa/companyKeys.ts"), ...literals("config/mwaa/keys.ts")]),
          "mwaa",
          "mwaa.",
        ),
      ),
      "## GKE",
      "",
      ...table(keysOf(literals("config/gke/keys.ts"), "gke", "gke.")),
    ].join("\n"),
  );
}
