/** How this command was called, and what npm kept of it. */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { flagOf, type Verb } from "../verb";
import { UsageError } from "./errors";

type Env = NodeJS.ProcessEnv;

/** What to type before a verb's options, as this call did: `npm run --silent plan --`. */
export function calledAs(verb: string, env: Env = process.env, script = process.argv[1] ?? ""): string {
  if (env.npm_lifecycle_event === verb) return `npm run --silent ${verb} --`;
  if (env.npm_lifecycle_event !== undefined) return `npm run --silent cli -- ${verb}`.trimEnd();
  const name = basename(script);
  return `${name === "cli.cjs" ? "node commands/cli.cjs" : name} ${verb}`.trimEnd();
}

/** Whether npm has printed the command line, as it does without --silent. */
export const npmShowsArguments = (verb: string, env: Env = process.env): boolean =>
  (env.npm_lifecycle_event === verb || env.npm_lifecycle_event === "cli") && env.npm_config_loglevel !== "silent";

/**
 * `npm run plan --json` gives `--json` to npm, which keeps it in `npm_config_json` and runs the script without. Told, because
 * the command would else do something other than was asked for.
 *
 * Source: https://docs.npmjs.com/cli/v11/commands/npm-run#description ("use -- to pass options to the script")
 */
export function refuseSwallowed(verb: Verb, args: readonly string[], env: Env = process.env): void {
  if (env.npm_lifecycle_event === undefined) return;
  const kept = Object.entries(verb.options).flatMap(([key, { value, secret }]) => {
    const name = flagOf(key).slice(2);
    const held = env[`npm_config_${name.replaceAll("-", "_")}`];
    if (!held || args.includes(`--${name}`) || inNpmrc(name, env)) return [];
    // npm knows of no value unless it was written with "=": then the value is among the words that came through.
    return value === undefined ? [`--${name}`] : [`--${name} ${held === "true" || secret ? value : held}`];
  });
  if (kept.length === 0) return;
  const names = kept.map((one) => one.split(" ", 1)[0]);
  const which = names.length === 1 ? `the option ${names[0]}` : `the options ${names.join(", ")}`;
  throw new UsageError(
    `npm kept ${which} for itself: a -- is missing before the options`,
    `${calledAs(verb.name, env)} ${verb.operands ? `${verb.operands.name} ` : ""}${kept.join(" ")}`,
  );
}

/** A setting of npm's own that its user has on purpose, such as `json=true`. */
function inNpmrc(name: string, env: Env): boolean {
  const files = [env.npm_config_userconfig, env.npm_config_globalconfig];
  return files.some(
    (file) => file && existsSync(file) && new RegExp(`^\\s*${name}\\s*=`, "m").test(readFileSync(file, "utf8")),
  );
}
