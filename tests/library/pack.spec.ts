/** The packed project in a program of somebody else's: installed, type-checked and run by plain Node. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "..", "..");

interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

describe("the packed library", () => {
  let folder: string;
  let files: string[];
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  before(function () {
    this.timeout(180_000);
    folder = mkdtempSync(join(tmpdir(), "airflow-library-"));
    const packed = execFileSync("npm", ["pack", "--json", "--silent", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
    });
    const [{ filename, files: listed }] = JSON.parse(packed.slice(packed.indexOf("[")));
    files = listed.map(({ path }: { path: string }) => path);
    cpSync(join(__dirname, "program"), folder, { recursive: true });
    mkdirSync(join(folder, "dags"));
    writeFileSync(join(folder, "dags", "theirs.py"), "from airflow.sdk import DAG\n");
    // Unpacked as npm does it; what it needs is what it declares, out of the project's own packages.
    const installed = join(folder, "node_modules", "airflow-two-clouds");
    mkdirSync(installed, { recursive: true });
    run("tar", "-xzf", filename, "--strip-components=1", "-C", installed);
    const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    for (const name of [...Object.keys(dependencies), "@types/node", "typescript"]) {
      mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "junction");
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds what another program needs, and no more", () => {
    const rooms = new Set(files.map((file) => file.split("/").slice(0, 2).join("/")));
    expect([...rooms].sort()).to.deep.equal([
      "LICENSE",
      "README.md",
      "airflow/constraints",
      "airflow/dags",
      "airflow/iap",
      "airflow/plugins",
      // The program that gives kubectl's client a token: plain JavaScript, run as it is.
      "components/gke",
      "dist/airflow",
      "dist/commands",
      "dist/components",
      "dist/config",
      "library/index.d.ts",
      "library/index.js",
      "package.json",
    ]);
    expect(files.filter((file) => /\.spec\.|tests?\/|(?<!\.d)\.ts$/.test(file))).to.deep.equal([]);
  });

  it("exports the same names to a compiler and to Node", () => {
    const names = Object.keys(require("../../library/index.js")).sort();
    const declared = readFileSync(join(root, "library", "index.d.ts"), "utf8");
    const values = [...declared.matchAll(/^export \{ ([^}]+) \} from/gm)].flatMap(([, list]) =>
      (list as string).split(", ").filter((name) => !name.startsWith("type ")),
    );
    expect(values.sort()).to.deep.equal(names);
  });

  it("has the trigger client as its command", () => {
    const bin = join("node_modules", "airflow-two-clouds", "dist", "commands", "bin.js");
    expect(run(process.execPath, bin, "trigger", "--help")).to.contain("DAG_ID");
    expect(() => run(process.execPath, bin, "plan")).to.throw("plan is not a verb of the package");
  });

  it("runs both homes with a network of the program's own, type-checked strictly and without tsx", function () {
    this.timeout(120_000);
    const strict = ["--strict", "--module", "commonjs", "--moduleResolution", "node10", "--ignoreDeprecations", "6.0"];
    run(
      process.execPath,
      tsc,
      ...strict,
      "--target",
      "es2022",
      "--types",
      "node",
      "--skipLibCheck",
      "--outDir",
      "out",
      "main.ts",
    );
    const { loaded, registered } = JSON.parse(run(process.execPath, "out/main.js")) as {
      loaded: boolean;
      registered: Registered[];
    };
    expect(loaded).to.equal(false);
    const inputs = (type: string) => registered.find((one) => one.type === type)?.inputs;
    expect(inputs("aws:mwaa/environment:Environment")?.networkConfiguration).to.deep.include({
      subnetIds: ["subnet-0123456789abcde10", "subnet-0123456789abcde20"],
    });
    expect(inputs("gcp:container/cluster:Cluster")).to.deep.include({
      network: "projects/their-project/global/networks/mine",
      subnetwork: "projects/their-project/regions/europe-west1/subnetworks/nodes",
    });
    const objects = registered.map(({ inputs: { key, name } }) => key ?? name);
    // Their DAG in both buckets, and the plugin that this package brings in both.
    expect(objects.filter((path) => path === "dags/theirs.py")).to.have.length(2);
    expect(objects).to.include("plugins/fresh_aws_keys.py");
    expect(registered.filter(({ type }) => type === "aws:ec2/vpc:Vpc")).to.have.length(1);
  });
});
