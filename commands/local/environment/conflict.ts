/** What the resolver says of packages that do not fit together, as a conflict of two. Pure. */

/** Where the lines come from that the resolver got. */
export interface Sources {
  /** The user's own file and its lines. */
  userFile: string;
  user: string;
  /** Who fixes the versions, for people. */
  constraintsName: string;
  constraints: string;
}

export interface Conflict {
  message: string;
  /** Line of the user's file that takes part. */
  line?: number;
  fix?: string;
}

/** A package with what is asked of it: `pandas==1.0.5`, `dbt-core[x]>=1,<2`. */
const requirement = String.raw`[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?(?:[=<>!~]=?=?[^\s,]+(?:,[=<>!~]+[^\s,]+)*)?`;

const nameOf = (text: string): string =>
  (/^[A-Za-z0-9][\w.-]*/.exec(text)?.[0] ?? "").toLowerCase().replace(/[-_.]+/g, "-");

/** Text of uv's error without its drawing, on one line. */
const plain = (said: string): string =>
  said
    .replace(/[╰─▶×│]/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^.*?No solution found when resolving dependencies:?\s*(?:cause:)?\s*/s, "")
    .trim();

export function conflictOf(said: string, sources: Sources): Conflict {
  const text = plain(said);
  const lines = sources.user.split("\n");
  const lineOf = (one: string) => lines.findIndex((line) => nameOf(line.trim()) === nameOf(one) && line.trim() !== "");
  const [, absent] = new RegExp(`(${requirement}) was not found in the package registry`).exec(text) ?? [];
  if (absent !== undefined) {
    const at = lineOf(absent);
    return {
      message: `there is no package ${absent}`,
      ...(at >= 0 && { line: at + 1 }),
      fix: "check its name",
    };
  }
  // The last "you require A and B" is the conclusion: what comes before tells why.
  const pairs = [
    ...text.matchAll(new RegExp(`you require (${requirement}) and (?:you require )?(${requirement})`, "g")),
  ];
  const last = pairs.at(-1);
  if (last === undefined) return { message: `the packages do not fit together: ${text.slice(0, 600)}` };
  const two = [last[1], last[2]].map((one) => one.replace(/[,.]+$/, ""));
  const told = two.map((one) => {
    const at = lineOf(one);
    const asked = lines[at]?.trim() ?? "";
    const fixed = constraintOf(one, sources.constraints);
    if (at >= 0 && !(fixed === one && asked !== one))
      return { one, at, text: `${one} (${sources.userFile}, line ${at + 1})` };
    return { one, at: -1, text: fixed === undefined ? one : `${one} (${sources.constraintsName})` };
  });
  const mine = told.find(({ at }) => at >= 0);
  const theirs = told.find(({ at }) => at < 0);
  const why =
    pairs.length > 0 && two[0] && nameOf(two[0]) !== nameOf(two[1]) ? `: ${text.split(", we can conclude")[0]}` : "";
  return {
    message: `${told.map((one) => one.text).join(" and ")} exclude each other${why}`,
    ...(mine && { line: mine.at + 1 }),
    ...(mine &&
      theirs && {
        fix:
          nameOf(mine.one) === nameOf(theirs.one)
            ? `ask for ${theirs.one}, or for ${nameOf(mine.one)} without a version`
            : `ask for another version of ${nameOf(mine.one)}, or for none: the one that fits is then taken`,
      }),
  };
}

/** The line of the constraints about the same package. */
const constraintOf = (one: string, constraints: string): string | undefined =>
  constraints
    .split("\n")
    .map((line) => line.trim())
    .find((line) => nameOf(line) === nameOf(one) && !line.startsWith("#"));

/** Packages that the resolver's text says need another Python than the one at hand. */
export const needOtherPython = (said: string): string[] => [
  ...new Set([...plain(said).matchAll(/([A-Za-z0-9][\w.-]*)==\S+ depends on Python/g)].map(([, name]) => nameOf(name))),
];

/** Constraints but those about the packages named. */
export const without = (constraints: string, names: ReadonlySet<string>): string =>
  constraints
    .split("\n")
    .filter((line) => !names.has(nameOf(line.trim())))
    .join("\n");
