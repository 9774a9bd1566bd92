/** Worlds that are each wrong in one way, before the first `up`: doctor names that, and nothing else; mended, nothing. */
import { expect } from "chai";
import type { Change } from "../../../graph";
import { brokenBefore } from "./brokenBefore";
import { answersOf, brokenIds, type Cloud, entered, found, leave, short, stackOf } from "./cloud";
import { stacks } from "./stacks";

// Hooks outside of a describe would be every spec's.
describe("doctor on AWS", () => {
  let all: Cloud;

  before(async function () {
    all = await entered(this);
  });
  beforeEach(() => answersOf(all.front));
  after(async () => {
    leave();
  });

  describe("doctor, before the first up, in a world that is wrong in one way", () => {
    for (const [name, { stack, says, wrong }] of Object.entries(brokenBefore))
      it(`names it, and nothing once it is mended: ${name}`, async () => {
        const change = stacks[stack] as (cloud: Cloud) => Change;
        const mend = await wrong(all);
        const said = [says(all)].flat();
        try {
          expect(short(await found(await stackOf(change(all))))).to.deep.equal(said);
        } finally {
          await mend();
        }
        // Only what spoke: a whole run would take as long again, and the next world's names nothing of this one.
        const spoke = brokenIds(...said);
        expect(short(await found(await stackOf(change(all)), undefined, spoke))).to.deep.equal([]);
      });

    for (const [name, change] of Object.entries(stacks))
      it(`finds nothing once all is mended: ${name}`, async () => {
        expect(short(await found(await stackOf(change(all))))).to.deep.equal([]);
      });
  });
});
