import { expect } from "chai";
import { parseTarget, readTarget, TriggerError } from "../../../commands/trigger/index";

function message(run: () => unknown): string {
  try {
    run();
  } catch (problem) {
    expect(problem).to.be.instanceOf(TriggerError);
    expect((problem as TriggerError).exitCode).to.equal(2);
    return (problem as TriggerError).message;
  }
  return "accepted";
}

describe("trigger target", () => {
  it("takes each kind as the stack's output has it, without the trailing slash", () => {
    const mwaa = {
      kind: "mwaa",
      region: "eu-west-1",
      environment: "airflow",
      url: "https://a.airflow.eu-west-1.on.aws",
    };
    expect(parseTarget(mwaa)).to.deep.equal(mwaa);
    expect(
      parseTarget({ kind: "iap", url: "https://a.example.com/", serviceAccount: "c@p.iam.gserviceaccount.com" }),
    ).to.deep.equal({
      kind: "iap",
      url: "https://a.example.com",
      serviceAccount: "c@p.iam.gserviceaccount.com",
    });
    expect(readTarget('{"kind":"composer","url":"https://c.example.com","airflowVersion":"2.10.3"}')).to.deep.equal({
      kind: "composer",
      url: "https://c.example.com",
      airflowVersion: "2.10.3",
    });
    expect(readTarget("http://localhost:8080/")).to.deep.equal({ kind: "airflow", url: "http://localhost:8080" });
  });

  it("names the key, its value and what is allowed", () => {
    expect(message(() => parseTarget({ kind: "gke" }))).to.equal(
      'target.kind is "gke": allowed are mwaa, iap, composer, airflow',
    );
    expect(message(() => parseTarget(null))).to.equal(
      "target.kind is missing: allowed are mwaa, iap, composer, airflow",
    );
    expect(message(() => parseTarget({ kind: "mwaa", region: "Tokyo", environment: "a" }))).to.equal(
      'target.region is "Tokyo": give an AWS region such as eu-west-1',
    );
    expect(message(() => parseTarget({ kind: "mwaa", region: "eu-west-1" }))).to.equal(
      "target.environment is missing: give an MWAA environment's name",
    );
    expect(message(() => parseTarget({ kind: "airflow", url: "https://a.example.com", password: "x" }))).to.equal(
      "target.password is not a key of a target of kind airflow: allowed are kind, url, airflowVersion",
    );
    expect(message(() => parseTarget({ kind: "iap", url: "http://a.example.com" }))).to.equal(
      'target.url is "http://a.example.com": iap is reached by https only',
    );
    expect(message(() => readTarget("my-stack"))).to.equal(
      'the target "my-stack" is neither JSON nor an address that starts with https:// or http://',
    );
  });
});
