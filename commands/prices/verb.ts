import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "prices",
  about: "fetch the prices that a plan misses from AWS's and Google's own lists into prices.local.json",
  options: {
    ...common,
    output: { value: "FILE", about: "write here (default: prices.local.json)" },
  },
  run: async (args) => (await import("./main")).prices(args),
});
