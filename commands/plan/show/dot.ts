/** The plan as a graph in the DOT language: components are boxes around their resources, arrows are dependencies. */

import { type PlannedResource, shortType } from "../record/graph";
import { type Fold, foldAlike } from "./folds";

interface Cluster {
  resource: PlannedResource | undefined;
  nodes: Fold[];
  inner: Cluster[];
}

/** Fill and line of a cloud's nodes; dark text on both is readable (WCAG AA). */
const colours: Record<string, [fill: string, line: string]> = {
  aws: ["#fdf1e3", "#c26a00"],
  gcp: ["#e8f0fe", "#1a62c9"],
  kubernetes: ["#efe9fb", "#6236b8"],
};
const otherColours: [string, string] = ["#f1f1f1", "#666666"];

/** A DOT text in quotes; Graphviz reads `\n` in it as a new line. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
const shortened = (text: string, size = 26): string => (text.length > size ? `${text.slice(0, size - 1)}…` : text);

function clusters(resources: PlannedResource[]): Cluster {
  const known = new Set(resources.map(({ urn }) => urn));
  const under = (parent: PlannedResource | undefined): Cluster => {
    const children = resources.filter((resource) =>
      parent ? resource.parent === parent.urn : resource.parent === undefined || !known.has(resource.parent),
    );
    const parents = children.filter(({ urn }) => resources.some((other) => other.parent === urn));
    const leaves = children.filter(
      (child) => !parents.includes(child) && child.custom && !child.type.startsWith("pulumi:"),
    );
    return {
      resource: parent,
      // A resource that has children and is known to a cloud is drawn too, inside its own box.
      nodes: foldAlike([...(parent?.custom ? [parent] : []), ...leaves], parent),
      inner: parents.map(under).filter(({ nodes, inner }) => nodes.length + inner.length > 0),
    };
  };
  return under(undefined);
}

const allNodes = (cluster: Cluster): Fold[] => [...cluster.nodes, ...cluster.inner.flatMap(allNodes)];

/** Edges between folds, without those that a longer way already shows. From what is made first to what needs it. */
export function edges(folds: Fold[]): [from: string, to: string][] {
  const foldOf = new Map(folds.flatMap((fold) => fold.members.map(({ urn }) => [urn, fold.key] as const)));
  const needs = new Map(
    folds.map(({ key, members }) => {
      const found = members.flatMap(({ dependencies }) => dependencies.map((urn) => foldOf.get(urn)));
      return [key, new Set(found.filter((other): other is string => other !== undefined && other !== key))] as const;
    }),
  );
  const reachable = new Map<string, Set<string>>();
  const reach = (key: string): Set<string> => {
    const known = reachable.get(key);
    if (known) return known;
    const result = new Set<string>();
    // Set first: folding can close a circle, and a circle must not run for ever.
    reachable.set(key, result);
    for (const next of needs.get(key) ?? []) for (const far of [next, ...reach(next)]) result.add(far);
    return result;
  };
  return folds.flatMap(({ key }) => {
    const direct = [...(needs.get(key) ?? [])];
    return direct
      .filter((near) => !direct.some((other) => other !== near && reach(other).has(near) && !reach(near).has(other)))
      .map((near): [string, string] => [near, key]);
  });
}

function nodeLine({ key, type, label, members }: Fold, indent: string): string {
  const [fill, line] = colours[type.slice(0, type.indexOf(":"))] ?? otherColours;
  // The provider's `v2` tells a reader nothing.
  const name = shortType(type).replace(/v2$/, "");
  const alike = members.length > 1 && label.startsWith("×");
  const text = alike ? `${members.length} × ${name}` : `${name}\n${shortened(label)}`;
  const several = members.length > 1 ? " peripheries=2" : "";
  return `${indent}${quoted(key)} [label=${quoted(text)} fillcolor="${fill}" color="${line}"${several}];`;
}

function clusterLines({ resource, nodes, inner }: Cluster, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const content = [
    ...nodes.map((fold) => nodeLine(fold, `${indent}  `)),
    ...inner.flatMap((cluster) => clusterLines(cluster, depth + 1)),
  ];
  if (!resource) return content;
  const label = shortType(resource.type);
  return [
    `${indent}subgraph ${quoted(`cluster ${resource.urn}`)} {`,
    `${indent}  label=${quoted(label)} fontsize=14 labeljust=l style=rounded color="#b5b5b5" bgcolor="#fbfbfb" margin=8;`,
    ...content,
    `${indent}}`,
  ];
}

const font = "Helvetica,Arial,sans-serif";
const legend =
  "An arrow goes from what is made first to what needs it. Orange: AWS, blue: Google Cloud, violet: Kubernetes.";

/** The picture's source. */
export function dot(resources: PlannedResource[], title: string): string {
  const root = clusters(resources);
  // `\\l` ends a line that is set to the left.
  const heading = quoted(`${title}\n${legend}\n`).replaceAll("\\n", "\\l");
  const arrows = edges(allNodes(root)).map(([from, to]) => `  ${quoted(from)} -> ${quoted(to)};`);
  return [
    "digraph plan {",
    `  graph [label=${heading} labelloc=t labeljust=l fontsize=15 fontname="${font}"`,
    '    bgcolor="white" rankdir=LR nodesep=0.16 ranksep=0.22 pad=0.2];',
    `  node [shape=box style="filled,rounded" fontname="${font}" fontsize=13 fontcolor="#1f1f1f" margin="0.1,0.05" height=0.4];`,
    '  edge [color="#8a8a8a" arrowsize=0.6];',
    ...clusterLines(root, 0),
    ...arrows,
    "}",
    "",
  ].join("\n");
}
