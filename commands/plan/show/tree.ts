/** The plan as text for a person in a terminal: resources grouped by component, outputs, warnings. */
import { stringify } from "yaml";
import { type PlannedResource, shortType } from "../record/graph";
import type { Plan } from "../run";
import { costText, sleepText } from "./costText";
import { foldObjects, shownType } from "./folds";
import { notable } from "./notable";
import { cut, folded, section, wrapped } from "./text";
import { timeText } from "./timeText";
import { uploadsText } from "./uploads";

/** What is shown besides the plan's own content. */
export interface TreeOptions {
  /** One line that names the stack. */
  title: string;
  /** Whether the stack is awake. */
  awake: boolean;
  /** Columns of the terminal; longer lines are cut. */
  width: number;
}

interface Row {
  depth: number;
  type: string;
  name: string;
  note: string;
}

function rowsUnder(
  parent: PlannedResource | undefined,
  children: Map<string | undefined, PlannedResource[]>,
  depth: number,
): Row[] {
  const siblings = children.get(parent?.urn) ?? [];
  // What has no children first: a component's own resources stay together below its head.
  const leavesFirst = (resource: PlannedResource) => (children.has(resource.urn) ? 1 : 0);
  return foldObjects(siblings, parent)
    .sort(
      (one, other) => leavesFirst(one.members[0] as PlannedResource) - leavesFirst(other.members[0] as PlannedResource),
    )
    .flatMap(({ type, label, members }) => {
      const [first] = members as [PlannedResource];
      const told = members.length > 1 ? "" : notable(first);
      const note = told === label ? "" : told;
      return [{ depth, type, name: label, note }, ...rowsUnder(first, children, depth + 1)];
    });
}

const cell = (text: string, width: number): string => cut(text, width - 2).padEnd(width);

/** The resources, one a line. Components head what is in them. */
export function resourceLines(resources: PlannedResource[], width: number): string[] {
  const known = new Set(resources.map(({ urn }) => urn));
  const children = new Map<string | undefined, PlannedResource[]>();
  for (const resource of resources) {
    const parent = resource.parent !== undefined && known.has(resource.parent) ? resource.parent : undefined;
    children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  const rows = rowsUnder(undefined, children, 0);
  const isHead = ({ type }: Row) => type.startsWith("airflow:");
  const cells = rows.map((row) => ({
    head: isHead(row),
    left: `${"  ".repeat(row.depth)}${isHead(row) ? row.name : shownType(row.type)}`,
    name: isHead(row) ? shortType(row.type) : row.name,
    note: row.note,
  }));
  const longest = (lengths: number[], limit: number) => Math.min(limit, Math.max(0, ...lengths)) + 2;
  const plain = cells.filter(({ head }) => !head);
  const widths = [
    longest(
      plain.map(({ left }) => left.length),
      34,
    ),
    longest(
      plain.map(({ name }) => name.length),
      32,
    ),
  ] as const;
  return cells.map(({ left, name, note, head }) =>
    cut(head ? `${left}  (${name})` : `${cell(left, widths[0])}${cell(name, widths[1])}${note}`, width),
  );
}

/** The whole plan as text. */
export function planTree(plan: Plan, { title, awake, width }: TreeOptions): string {
  const outputs = Object.keys(plan.outputs).length === 0 ? "" : stringify(plan.outputs, { lineWidth: 0 }).trimEnd();
  const indented = (line: string) => `  ${line}`;
  return [
    ...folded(title, width),
    ...section("Resources", resourceLines(plan.resources, width - 2).map(indented)),
    ...section("Outputs", outputs === "" ? [] : outputs.split("\n").flatMap((line) => folded(indented(line), width))),
    ...uploadsText(plan.uploads, width),
    ...costText(plan.cost, awake, width),
    ...sleepText(plan.sleep, awake, width),
    ...timeText(plan.times, width),
    ...section(
      "Warnings",
      plan.warnings.flatMap((warning) => wrapped(warning, width, "  ! ")),
    ),
  ].join("\n");
}
