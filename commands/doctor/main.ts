/** `doctor`: reads plan and state, runs the checks that fit, prints what they find. */
import { configMistake } from "../line/configMistake";
import { UsageError } from "../line/errors";
import { EXIT, type ExitCode } from "../line/exitCodes";
import { statusLine } from "../line/terminal";
import { homeOf, regionOf } from "../plan/homes";
import { readStack, readStackFile, type StackFile } from "../stack/stackFile";
import type { Check } from "./check";
import { checks } from "./checks";
import { clean } from "./clean";
import { fitting, type Looked, runChecks } from "./run";
import { doctorJson, doctorText } from "./show";
import { type Read, readState } from "./state/read";
import { type World, worldOf } from "./world";

interface Asked {
  stack?: string;
  config?: string;
  json: boolean;
  only?: string;
  all: boolean;
}

export async function doctor(asked: Asked): Promise<ExitCode> {
  try {
    return await examined(asked);
  } catch (error) {
    throw configMistake(error);
  }
}

async function examined({ stack = "dev", config, json, only, all }: Asked): Promise<ExitCode> {
  const file = config === undefined ? readStack(stack) : readStackFile(config);
  const chosen = checksOf(only);
  const world = await worldFor(file, config === undefined ? stack : undefined);
  const fit = fitting(chosen, world);
  const line = statusLine(process.stderr);
  const looked = await runChecks(fit, world, {
    onEnd: (ended, still) => {
      if (process.stderr.isTTY)
        line.show(`Looked at ${ended} of ${fit.length}${still[0] ? `; ${still[0].about}` : ""}`);
    },
  });
  line.clear();
  const { settings } = world;
  const title = `${file.stack}: ${settings.name}, ${homeOf(settings).title} in ${regionOf(settings)}`;
  const shown = { title, scope: scopeOf(world), looked, all };
  const text = json
    ? JSON.stringify(doctorJson(shown, { stack: file.stack, platform: settings.platform, stage: world.stage }), null, 2)
    : doctorText(shown, process.stdout);
  process.stdout.write(`${clean(text)}\n`);
  return exitOf(looked);
}

/** @throws UsageError where no check has the word in its id */
function checksOf(only: string | undefined): readonly Check[] {
  if (only === undefined) return checks;
  const chosen = checks.filter(({ id }) => id.includes(only));
  if (chosen.length === 0)
    throw new UsageError(
      `--only ${only}: no check has that in its id; there are: ${checks.map(({ id }) => id).join(", ")}.`,
    );
  return chosen;
}

/** Plan and state, read side by side. */
async function worldFor(file: StackFile, stack: string | undefined): Promise<World> {
  // A file that is no stack's own has no state.
  const reading = stack === undefined ? Promise.resolve<Read>({ none: "" }) : readState(stack);
  const { recordStack } = await import("../plan/run");
  const { settings, graph } = await recordStack(file);
  const read = await reading;
  const state = "state" in read ? read.state : undefined;
  const stateUnread = "unread" in read ? read.unread : undefined;
  return worldOf({ stack: file.stack, settings, config: file.config, graph, state, stateUnread });
}

const scopes: Record<World["stage"], string> = {
  before: "Nothing is made yet: this is what `pulumi up` would meet.",
  between: "Some of the plan is made, some is not: what is there, and what the next `pulumi up` would meet.",
  after: "All that is planned is made: this is how it is.",
};

const scopeOf = ({ stage, stateUnread }: World): string =>
  stateUnread === undefined
    ? scopes[stage]
    : "The state could not be read: this is what a first `pulumi up` would meet.";

/** The worst decides: 1 for what is or will be broken, 3 where something could not be looked at. */
export function exitOf(looked: readonly Looked[]): ExitCode {
  const grades = new Set(looked.flatMap(({ findings }) => findings.flatMap((one) => (one.optional ? [] : one.grade))));
  if (grades.has("broken") || grades.has("willBreak")) return EXIT.failed;
  return grades.has("unknown") ? EXIT.refused : EXIT.done;
}
