/** The plan as text for a person in a terminal: resources grouped by component, outputs, warnings. */
import { stringify } from "yaml";
import { foldObjects, shownType } from "./folds";
import { type PlannedResource, shortType } from "./graph";
import { notable } from "./notable";
import type { Plan } from "./run";

/** What is shown besides the plan's own content. */
export interface TreeOptions {
  /** One line that names the stack. */
  title: string;
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
  const leftWidth = Math.max(0, ...cells.map(({ left }) => left.length)) + 2;
  const nameWidth = Math.min(32, Math.max(0, ...cells.map(({ name, head }) => (head ? 0 : name.length)))) + 2;
  return cells.map(({ left, name, note, head }) =>
    cut(head ? `${left}  (${name})` : `${left.padEnd(leftWidth)}${name.padEnd(nameWidth)}${note}`, width),
  );
}

/** Cut to a width, with an ellipsis where something is missing. */
export function cut(line: string, width: number): string {
  const bare = line.trimEnd();
  return bare.length > width ? `${bare.slice(0, Math.max(1, width - 1))}…` : bare;
}

/** Words in lines of a width, the first after `first`, the others as far in. */
export function wrapped(text: string, width: number, first = "  "): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const longer = line.trim() === first.trim() ? `${line}${word}` : `${line} ${word}`;
    if (longer.length > width && line.trim() !== first.trim()) {
      lines.push(line);
      line = `${" ".repeat(first.length)}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** A heading and its lines, or nothing where there are none. */
export const section = (heading: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ["", heading, ...lines];

/** The whole plan as text. */
export function planTree(plan: Plan, { title, width }: TreeOptions): string {
  const outputs = Object.keys(plan.outputs).length === 0 ? "" : stringify(plan.outputs, { lineWidth: 0 }).trimEnd();
  const indented = (line: string) => `  ${line}`;
  return [
    title,
    ...section("Resources", resourceLines(plan.resources, width - 2).map(indented)),
    ...section("Outputs", outputs === "" ? [] : outputs.split("\n").map(indented)),
    ...section(
      "Warnings",
      plan.warnings.flatMap((warning) => wrapped(warning, width, "  ! ")),
    ),
  ].join("\n");
}
