/** `completion SHELL` prints the shell's script; that script calls `complete -- WORDS` at each Tab (overview.ts). */
import { join } from "node:path";
import { RootCommand, script } from "@bomb.sh/tab";
import { stackNames } from "../stack/stackFile";
import { flagOf, type Option, type Verb } from "../verb";

const NAME = "airflow-two-clouds";

export async function completion(shell: string): Promise<undefined> {
  const run = `node '${join(__dirname, "..", "cli.cjs").replaceAll("'", "'\\''")}'`;
  // A checkout has no command on PATH: a function of that name makes one.
  const command =
    shell === "fish"
      ? `type -q ${NAME}; or function ${NAME}; ${run} $argv; end`
      : `command -v ${NAME} >/dev/null || ${NAME}() { ${run} "$@"; }`;
  process.stdout.write(`${command}\n${shell === "bash" ? BASH_WORDS : ""}`);
  script(shell, NAME, run);
  // File names where there is nothing to add: bash does that only when told here.
  if (shell === "bash") process.stdout.write(`complete -o default -F __airflow_two_clouds_complete ${NAME}\n`);
}

/** What the bash script takes from the package bash-completion, for a bash without it, as on macOS. */
const BASH_WORDS = `declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
  words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=\${COMP_WORDS[COMP_CWORD]}; prev=\${COMP_WORDS[COMP_CWORD - 1]}
}
`;

/** Prints what the last word can become. */
export function complete(words: string[], verbs: readonly Verb[]): void {
  const before = words.at(-2) ?? "";
  const verb = verbs.find(({ name }) => name === words[0]);
  const option = verb && Object.entries(verb.options).find(([key]) => flagOf(key) === before)?.[1];
  // No names of ours: the shell completes files by itself.
  if (option?.value?.includes("FILE")) return void console.log(":0");
  const root = new RootCommand();
  for (const { name, about, options, operands } of verbs) {
    const command = root.command(name, about);
    for (const [key, one] of Object.entries(options)) {
      const given = one.value === undefined ? undefined : valuesOf(key, one);
      const flag = flagOf(key).slice(2);
      if (given) command.option(flag, one.about, (add) => given.forEach((value) => void add(value, "")));
      else command.option(flag, one.about);
    }
    const choices = operands?.choices ?? [];
    if (operands) command.argument(operands.name, (add) => choices.forEach((value) => void add(value, "")));
  }
  root.parse(words);
}

const valuesOf = (key: string, { choices }: Option): readonly string[] =>
  choices ?? (key === "stack" ? stackNames() : []);
