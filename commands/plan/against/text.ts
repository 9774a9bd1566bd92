/** The difference as text for a person: first, in words, what holds data or takes half an hour. */
import { shortType } from "../record/graph";
import { section, wrapped } from "../show/text";
import type { Against } from "./compare";
import type { Difference } from "./difference";

const called = ({ type, name }: Difference): string => `${shortType(type)} ${name}`;
const because = (inputs: string[]): string => (inputs.length === 0 ? "" : `: ${inputs.join(", ")}`);

function inWords(one: Difference, verb: "replaced" | "deleted", width: number): string[] {
  const why = verb === "replaced" ? ` by a change of ${one.inputs.join(", ")}` : "";
  const guard = one.protected ? " It is protected: `pulumi up` refuses." : "";
  return wrapped(`${called(one)} would be ${verb}${why}: it ${one.holds}.${guard}`, width, "  ! ");
}

/** One line that sums it up, then its sections. */
export function againstText(told: Against, title: string, width: number): string {
  const { of, made, changed, replaced, deleted, same, refused, unknownTypes } = told;
  const plain = (list: Difference[]) =>
    list.filter(({ holds }) => holds === undefined || list === changed || list === made);
  const lines = (list: Difference[]) =>
    plain(list).flatMap((one) => wrapped(`${called(one)}${because(one.inputs)}`, width, "  "));
  const heavy = [
    ...replaced.filter(({ holds }) => holds).flatMap((one) => inWords(one, "replaced", width)),
    ...deleted.filter(({ holds }) => holds).flatMap((one) => inWords(one, "deleted", width)),
  ];
  const summary = `Against ${of}: ${replaced.length} replaced, ${deleted.length} deleted, ${changed.length} changed, ${made.length} made, ${same} as they are`;
  return [
    title,
    ...wrapped(summary, width, ""),
    ...section("Would lose data, or take half an hour:", heavy),
    ...section(
      "`pulumi up` would refuse it:",
      refused.flatMap((one) => one.split("\n")).map((line) => `  ${line}`),
    ),
    ...section("Replaced, with the inputs that force it:", lines(replaced)),
    ...section("Deleted:", lines(deleted)),
    ...section("Changed:", lines(changed)),
    ...section("Made:", lines(made)),
    ...section(
      "Not known what replaces these, so they may be replaced where they are said to change:",
      unknownTypes.map((type) => `  ${type}`),
    ),
  ].join("\n");
}
