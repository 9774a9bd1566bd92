/** Each key of the config, whole: its form, default and texts. After a change on purpose: `npm run golden`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { keysOf } from "./texts";

describe("the keys of the config", () => {
  for (const home of ["mwaa", "gke"] as const)
    it(`of ${home} are what their file says`, () => {
      const kept = JSON.parse(readFileSync(join(__dirname, "golden", `${home}.json`), "utf8"));
      const is = JSON.parse(JSON.stringify(keysOf(home)));
      expect(Object.keys(is.texts)).to.deep.equal(Object.keys(kept.texts));
      expect(is).to.deep.equal(kept);
    });
});
