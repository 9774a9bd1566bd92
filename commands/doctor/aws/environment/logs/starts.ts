/** What containers say of startup script and requirements when they start (aws/amazon-mwaa-docker-images, python/mwaa). */
import { broken, type Finding } from "../../../check";
import type { World } from "../../../world";
import { environmentCheck, groupOf, guide, type Line, lines, live, sinceChange } from "../ask";

const parts = ["Scheduler", "Worker", "WebServer"] as const;

/** Lines of one kind of stream, from every container. A line itself is never shown: it may hold a secret. */
async function said(world: World, stream: string, words: readonly string[]): Promise<Line[]> {
  const found = await live(world);
  if (found === undefined) return [];
  const all = await Promise.all(parts.map((part) => lines(world, groupOf(world, part), sinceChange(found), words)));
  return all.flat().filter(({ logStreamName = "" }) => logStreamName.startsWith(stream));
}

/** What a line says, by the first pattern that knows it; its first group is a name that may be shown. */
const told = (line: Line, known: readonly [RegExp, string][]): string | undefined => {
  for (const [pattern, text] of known) {
    const match = pattern.exec(line.message ?? "");
    if (match !== null) return text.replace("$1", match[1] ?? "");
  }
  return undefined;
};

function once(thing: string, found: readonly Line[], known: readonly [RegExp, string][], stream: string): Finding[] {
  const texts = [...new Set(found.map((line) => told(line, known)).filter((text) => text !== undefined))];
  const [first] = found;
  if (first === undefined || texts.length === 0) return [];
  const tail = `aws logs tail ${first.group} --log-stream-name-prefix ${stream} --since 7d`;
  return [broken(thing, texts.join("; "), tail)];
}

export const startupScript = environmentCheck({
  id: "mwaa.startup-script",
  about: "the startup script ran to its end in every container",
  permissions: ["airflow:GetEnvironment", "logs:FilterLogEvents"],
  why: "a container whose startup script fails has none of its environment variables, or does not start",
  source: `${guide}/using-startup-script.html`,
  run: async (world) => {
    const stream = "startup_script_execution";
    const found = await said(world, stream, [
      "[ERROR]",
      "command not found",
      "No such file or directory",
      "Permission denied",
    ]);
    return once(
      "startup.sh",
      found,
      [
        [/Failed to (?:load|locate) environment variables/, "ended before its environment could be read"],
        [/(?:line \d+: )?([\w./-]+): command not found/, "calls $1, which the image does not have"],
        [/No such file or directory/, "names a file that is not there"],
        [/Permission denied/, "does what the user airflow may not (sudo)"],
        [/\[ERROR\]/, "ends with an error"],
      ],
      stream,
    );
  },
});

export const requirements = environmentCheck({
  id: "mwaa.requirements",
  about: "requirements.txt was installed in every container",
  permissions: ["airflow:GetEnvironment", "logs:FilterLogEvents"],
  why: "pip installs all or nothing: DAGs and Google's credentials miss their packages",
  source: `${guide}/working-dags-dependencies.html`,
  run: async (world) => {
    const stream = "requirements_install";
    const found = await said(world, stream, ["ERROR:", "error: ", "ResolutionImpossible"]);
    // The reason says more than that there is one.
    const known: [RegExp, string][] = [
      [/No matching distribution found for ([\w.[\]-]+)/, "names $1 in a version that is not there"],
      [
        /Could not find a version that satisfies the requirement ([\w.[\]-]+)/,
        "names $1 in a version that is not there",
      ],
      [
        /ResolutionImpossible|conflicting dependencies/,
        "names versions that exclude each other, or MWAA's constraints",
      ],
      [/Failed (?:building wheel|to build) (?:for )?['"]?([\w.-]+)/, "names $1, which must be compiled and cannot be"],
      [/non-zero error code/, "could not be installed"],
    ];
    const [one] = once("requirements.txt", found, known.slice(0, -1), stream);
    return one === undefined ? once("requirements.txt", found, known, stream) : [one];
  },
});
