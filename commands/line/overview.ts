/** What is shown where no verb is named: all of them, the nearest one to a typing error, or what a shell asks for at a Tab. */
import { Command, CommanderError } from "commander";
import { allVerbs } from "../verbs";
import { EXIT } from "./exitCodes";
import { calledAs } from "./npmRun";
import { exitCodes, mistake, prepared } from "./parse";
import { ending } from "./runVerb";
import { widthOf, wrap } from "./terminal";

/** For the launcher: `args` are all of them. */
export function runOverview(args: readonly string[]): Promise<void> {
  return ending(args.includes("--json"), async () => {
    if (args[0] === "complete") {
      (await import("../completion/main")).complete([...args.slice(2)], await allVerbs());
      return EXIT.done;
    }
    const program = prepared(new Command(calledAs("")))
      .description("Airflow on two clouds: plan it, start its DAGs.")
      .usage("VERB [options]")
      .helpCommand(false);
    for (const { name, about } of await allVerbs()) program.command(name).description(about);
    const end = `\n${wrap(exitCodes(), widthOf(process.stdout))}\n`;
    program.addHelpText("after", end.trimEnd());
    if (args.length === 0) {
      process.stderr.write(program.helpInformation() + end);
      return EXIT.usage;
    }
    try {
      program.parse(args, { from: "user" });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === EXIT.done) return EXIT.done;
      throw mistake(error, "");
    }
    return EXIT.done;
  });
}
