import { defineVerb } from "../verb";

export const verb = defineVerb({
  name: "completion",
  about: "print what makes a shell complete verbs, options, stacks and files",
  operands: {
    name: "SHELL",
    about: "your shell: bash, zsh or fish",
    least: 1,
    most: 1,
    choices: ["bash", "zsh", "fish"],
  },
  options: {},
  notes:
    'For this session of bash or zsh: eval "$(node commands/cli.cjs completion bash)"; of fish: node commands/cli.cjs completion fish ' +
    "| source. Put the same, with the whole path, into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish to keep it. The command is then " +
    "airflow-two-clouds.",
  run: async (args) => (await import("./main")).completion(args.operands[0] as string),
});
