/** Completion in the shells themselves. */
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { ROOT } from "./child";

/** What is typed, and what each shell must offer for its last word. */
const asked: [typed: string, offered: string[]][] = [
  ["pl", ["plan"]],
  ["plan --st", ["--stack"]],
  ["plan --stack g", ["gke"]],
  ["completion ", ["bash", "fish", "zsh"]],
];

// bash completes in a function that reads COMP_WORDS; compopt speaks only while a key is pressed.
const bash = (typed: string) => `eval "$(node commands/cli.cjs completion bash)"
  compopt() { :; }
  COMP_WORDS=(airflow-two-clouds ${typed}${typed.endsWith(" ") ? '""' : ""}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  __airflow_two_clouds_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
const fish = (typed: string) =>
  `node commands/cli.cjs completion fish | source; complete -C "airflow-two-clouds ${typed}"`;
// zsh completes for a person only: one is played on a pseudo-terminal.
const zsh = (typed: string) => `zmodload zsh/zpty; zpty shell zsh -f -i
  zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; eval "$(node commands/cli.cjs completion zsh)"; zstyle ":completion:*" insert-unambiguous false; setopt list_rows_first auto_list; LISTMAX=0; print REA""DY'
  while zpty -r shell line; do [[ $line == *READY* ]] && break; done
  zpty -n -w shell $'airflow-two-clouds ${typed}\\t\\t'
  sleep 3; while zpty -r -t shell line; do print -r -- $line; done`;

function offered(shell: string, script: string): string[] | undefined {
  const { error, stdout } = spawnSync(shell, ["-c", script], { cwd: ROOT, encoding: "utf8", timeout: 60_000 });
  if (error) return undefined;
  return stdout
    .split("\n")
    .map((line) => line.split("\t")[0].trim())
    .filter((line) => line !== "")
    .sort();
}

describe("shell completion", function () {
  this.timeout(120_000);

  for (const [shell, script] of Object.entries({ bash, fish }))
    it(`offers verbs, options, stacks and shells in ${shell}`, function () {
      for (const [typed, want] of asked) {
        const found = offered(shell, script(typed));
        if (found === undefined) {
          console.log(`    skipped: ${shell} is not on PATH`);
          return this.skip();
        }
        expect(found, typed).to.deep.equal(want);
      }
    });

  it("offers verbs and options in zsh", function () {
    const found = offered("zsh", zsh("plan --st"));
    if (found === undefined) {
      console.log("    skipped: zsh is not on PATH");
      return this.skip();
    }
    expect(found.join(" ")).to.contain("plan --stack");
  });
});
