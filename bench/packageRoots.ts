/** Writes the program as many write it, with imports of whole packages, to measure what per-file imports save. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const parts = [
  "index.ts",
  "config",
  "components",
  "commands",
  "prices",
  "airflow",
  "Pulumi.dev.yaml",
  "Pulumi.yaml",
  "tsconfig.json",
];

/** `import { Vpc } from "@pulumi/aws/ec2/vpc"` -> the same names out of `import * as … from "@pulumi/aws"`. */
export function withPackageRoots(source: string): string {
  return source.replace(
    /^import \{ ([^}]+) \} from "@pulumi\/(aws|gcp|kubernetes|random)\/(?!types|utilities)([^"]+)";$/gm,
    (_line, names: string, sdk: string, path: string) => {
      const folders = path.split("/").slice(0, -1);
      const space = [`root_${sdk}`, ...folders].join(".");
      const each = names.split(",").map((name) => name.trim());
      const lines = each.map((name) =>
        /^[A-Z]/.test(name)
          ? `const ${name} = ${space}.${name}; type ${name} = ${space}.${name};`
          : `const ${name} = ${space}.${name};`,
      );
      return `import * as root_${sdk} from "@pulumi/${sdk}"; ${lines.join(" ")}`;
    },
  );
}

/** A namespace may be imported once a file only. */
function withoutRepeats(source: string): string {
  const seen = new Set<string>();
  return source.replace(/import \* as root_\w+ from "[^"]+";/g, (line) => {
    if (seen.has(line)) return "";
    seen.add(line);
    return line;
  });
}

/** Copies the project into a folder, rewritten. */
export function writeWithPackageRoots(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of parts)
    cpSync(part, join(folder, part), { recursive: true, filter: (path) => !path.includes("__pycache__") });
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  const rewrite = (path: string): void => {
    if (path.endsWith("node_modules")) return;
    if (statSync(path).isDirectory()) for (const name of readdirSync(path)) rewrite(join(path, name));
    else if (path.endsWith(".ts")) writeFileSync(path, withoutRepeats(withPackageRoots(readFileSync(path, "utf8"))));
  };
  rewrite(folder);
}
