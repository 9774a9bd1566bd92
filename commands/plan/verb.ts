import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "plan",
  about: "show what `pulumi up` would make and what it costs; no account is needed",
  options: {
    ...common,
    graph: { value: "FILE.svg", about: "draw the plan" },
    compare: { about: "also plan and price the alternatives: each way out of MWAA, GKE spot and on-demand" },
    chart: { value: "FILE.svg", about: "draw the comparison as a bar chart" },
    against: {
      value: "FILE|stack",
      about:
        "tell what would be made, changed, replaced or deleted, against an earlier plan's JSON, another stack file or an exported state; `stack`: as it is deployed",
    },
    prices: {
      value: "FILE",
      about: "your own prices and volumes (default: prices.local.json where it exists); see docs/cost.md",
    },
  },
  run: async (args) => (await import("./main")).plan(args),
});
