/** Packages and files of an MWAA stack: the whole line of each fault in wheels and the files beside them, and warnings. */
import { expect } from "chai";
import type { Survey } from "../../components/shared/upload/survey";
import { ConfigError, parseStackConfig } from "../../config";
import { requirementProblems, requirementWarnings, startupProblems } from "../../config/mwaa/fileRules";
import { unfit } from "../../config/mwaa/packageRules";
import { type Change, changed } from "../graph";

const base = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
  "airflow:google": '{"enabled":false}',
  "airflow:mwaa": '{"packages":{"source":"plugins"}}',
};
const pypi = { "airflow:mwaa": undefined };

interface Project {
  requirements?: string;
  startup?: string;
  /** Files of airflow/plugins. */
  plugins?: string[];
  /** Files of the DAGs' folder. */
  dags?: string[];
}

/** Problems and warnings of a project, together. */
function said({ requirements = "", startup = "", plugins = [], dags = [] }: Project, change: Change = {}): string[] {
  const upload = (folder: string, paths: string[]): Survey => ({
    folder,
    files: paths.map((path) => ({ path, bytes: 1 })),
    leftOut: [],
    strayLinks: [],
    unreadable: [],
    keys: [],
  });
  const texts: Record<string, string> = { "requirements.txt": requirements, "startup.sh": startup };
  const around = {
    uploads: () => [upload("airflow/dags", dags), upload("airflow/plugins", plugins)],
    userText: (path: string) => texts[path] ?? "",
  };
  try {
    return parseStackConfig(changed(base, change), "dev", undefined, around).warnings;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

const otherAirflow = (version: string, line: number, image = "3.2.1") =>
  `airflow/requirements.txt asks for Airflow ${version} in line ${line}, and the image has ${image}: the installation would fail. Fix: sed -i '${line}d' airflow/requirements.txt, or pulumi config set airflow:airflowVersion ${version}`;
/** A range has no version that would do instead. */
const otherRange = (range: string) =>
  `airflow/requirements.txt asks for Airflow ${range} in line 1, and the image has 3.2.1: the installation would fail. Fix: sed -i '1d' airflow/requirements.txt`;
const otherConstraints = (version: string, line: number, image = "3.2.1") =>
  `airflow/requirements.txt has the constraints of Airflow ${version} in line ${line}, and the image has ${image}. Fix: sed -i '${line}s/${version.replaceAll(".", "\\.")}/${image}/' airflow/requirements.txt`;
const url = (version: string) =>
  `https://raw.githubusercontent.com/apache/airflow/constraints-${version}/constraints-3.12.txt`;
const noWheel = (names: string) =>
  `airflow/requirements.txt names ${names}, of which airflow/plugins has no wheel: they install only if MWAA's image has them.`;
const misfit = (file: string, why: string) =>
  `airflow/plugins/${file} ${why}. Fix: rm airflow/plugins/${file}, and bring the one of the image as docs/mwaa-company.md says`;

describe("another Airflow in requirements.txt", () => {
  const cases: [line: string, ...problems: string[]][] = [
    ["apache-airflow==2.10.0", otherAirflow("2.10.0", 1)],
    ["  apache_airflow == v2.10.0  # old", otherAirflow("2.10.0", 1)],
    ["Apache.Airflow[amazon,google]===2.10.0", otherAirflow("2.10.0", 1)],
    ["apache-airflow==2.10.0\r", otherAirflow("2.10.0", 1)],
    ["apache-airflow<3", otherRange("<3")],
    ["apache-airflow[amazon] ~=2.10.0 ; python_version > '3'", otherRange("~=2.10.0")],
    ["apache-airflow==2.*", otherRange("==2.*")],
    ["apache-airflow!=2.10.0,>=2.9"],
    ["apache-airflow==3.2.*"],
    ["apache-airflow @ https://my-company.com/apache_airflow-2.10.0-py3-none-any.whl"],
    ["apache-airflow-providers-google==21.1.0"],
    ["apache-airflow==3.2.1"],
    ["apache-airflow"],
    ["my-apache-airflow==2.10.0"],
    ["# apache-airflow==2.10.0"],
    [`-c ${url("2.8.1")}`, otherConstraints("2.8.1", 1)],
    [`-c   ${url("2.10.12")}`, otherConstraints("2.10.12", 1)],
    [`--constraint ${url("12.8.1")}`, otherConstraints("12.8.1", 1)],
    [`--constraint="${url("2.8.1")}" # old`, otherConstraints("2.8.1", 1)],
    [`-c ${url("3.2.1")}`],
    ["-c constraints.txt"],
    [`six @ ${url("2.8.1")}`],
    [`# -c ${url("2.8.1")}`],
    [`# -c ${url("2.8.1")}\r`],
    [`six==1.17.0 # not -c ${url("2.8.1")}`],
  ];
  for (const [line, ...lines] of cases)
    it(`${line}: ${lines.length === 0 ? "passes" : "refused"}`, () =>
      expect(
        requirementProblems(line, "3.2.1").map(({ what, fix }) => `${String(what)} Fix: ${String(fix)}`),
      ).to.deep.equal(lines));

  it("is told with its line, against the default version", () =>
    expect(said({ requirements: `six\napache-airflow==2.11.2\n-c ${url("2.8.1")}\n` }, pypi)).to.deep.equal([
      otherAirflow("2.11.2", 2),
      otherConstraints("2.8.1", 3),
    ]));

  it("is told against the version that the config names", () =>
    expect(
      said({ requirements: "apache-airflow==3.2.1\n" }, { ...pypi, "airflow:airflowVersion": "2.11.2" }),
    ).to.deep.equal([otherAirflow("3.2.1", 1, "2.11.2")]));
});

describe("constraints of one's own in requirements.txt", () => {
  const own =
    "airflow/requirements.txt has a constraint of its own: MWAA then leaves out its image's, for every package in the file.";
  for (const text of ["-c x.txt", "--constraint x.txt", "--constraint=x.txt", "six\n-c x.txt\n", "six\n  -c x.txt"])
    it(`are told: ${JSON.stringify(text)}`, () => expect(requirementWarnings(text)).to.deep.equal([own]));

  for (const text of ["", "six\n", "x-c ==1", "x--constraint", "--constraints x"])
    it(`are not in ${JSON.stringify(text)}`, () => expect(requirementWarnings(text)).to.deep.equal([]));
});

describe("line ends of Windows", () => {
  const windows =
    "airflow/startup.sh has the line ends of Windows (CRLF), and bash would take the CR as part of each command. Fix: sed -i 's/\\r$//' airflow/startup.sh";
  it("are refused in startup.sh, and taken in requirements.txt", () => {
    expect(said({ startup: "a\r\n", requirements: "six\r\n" }, pypi)).to.deep.equal([windows]);
    expect(startupProblems("a\rb\n")).to.deep.equal([]);
  });
});

describe("a wheel's name", () => {
  const cases: [file: string, why: string | undefined][] = [
    ["a.whl.b-1-py3-none-win32.whl", "is for win32, and MWAA's images are Linux with glibc on x86_64"],
    ["six-1.0-cp39-cp39-win32.zip", undefined],
    [
      "x-1-cp312-cp312-musllinux_1_2_x86_64.whl",
      "is for musllinux_1_2_x86_64, and MWAA's images are Linux with glibc on x86_64",
    ],
    ["x-1-cp312-cp312-musllinux_1_2_x86_64.manylinux2014_x86_64.whl", undefined],
    ["x-1-cp312-cp312-linux_x86_64.whl", undefined],
    ["six.whl", undefined],
    ["six-1.whl", undefined],
    ["x-1-pypy3-none-any.whl", "is for Python pypy3, and the image has 3.12"],
    ["x-1-cp312t-cp312t-any.whl", "is for Python cp312t, and the image has 3.12"],
    ["x-1-py2-none-any.whl", "is for Python py2, and the image has 3.12"],
    ["x-1-cp311-cp311-any.whl", "is for Python cp311, and the image has 3.12"],
    ["x-1-cp312-cp312-any.whl", undefined],
    ["x-1-cp313-cp313-any.whl", "is for Python cp313, and the image has 3.12"],
    ["x-1-cp312-abi3-any.whl", undefined],
    ["x-1-cp313-abi3-any.whl", "is for Python cp313, and the image has 3.12"],
    ["x-1-py312-none-any.whl", undefined],
    ["x-1-py313-none-any.whl", "is for Python py313, and the image has 3.12"],
    ["x-1-cp311.cp312-cp312-any.whl", undefined],
    ["x-1-py3-none-linux_x86_64.whl", undefined],
  ];
  for (const [file, why] of cases)
    it(`${file}: ${why ?? "nothing is wrong"}`, () => expect(unfit(file, "3.12")).to.equal(why));
});

describe("what is in airflow/plugins", () => {
  const win = "numpy-2.3.5-cp312-cp312-win32.whl";
  const why = "is for win32, and MWAA's images are Linux with glibc on x86_64";

  it("is told by file where it does not fit", () =>
    expect(said({ plugins: [win, `two-${win}`] })).to.deep.equal([misfit(win, why), misfit(`two-${win}`, why)]));

  const elsewhere: [what: string, project: Project][] = [
    ["in a deeper folder", { plugins: [`deep/${win}`] }],
    ["in the DAGs' folder", { dags: [win] }],
    ["without a version in its name", { plugins: ["my-own-win32.whl"] }],
    ["that is no package", { plugins: ["notes.txt"] }],
  ];
  for (const [what, project] of elsewhere) it(`is no wheel ${what}`, () => expect(said(project)).to.deep.equal([]));

  it("is not asked for where the packages come from elsewhere", () =>
    expect(said({ plugins: [win], requirements: "six" }, pypi)).to.deep.equal([]));

  it("is found by any spelling of its name, as a wheel or as source", () =>
    expect(
      said({
        requirements: "zope..interface\nPyYAML>=6\n  six ; python_version > '3'\n",
        plugins: ["zope_interface-8.0-py3-none-any.whl", "pyyaml-6.0.tar.gz", "six-1.17.0.zip"],
      }),
    ).to.deep.equal([]));

  it("is missed by name, all of it", () =>
    expect(
      said({
        requirements: "My__Own\nsix\npandas\nSIX>1\nhttps://x/y.whl\ngit+https://x/y\n",
        plugins: ["six-1.17.0-py3-none-any.whl.bak", "pandas-2.py"],
      }),
    ).to.deep.equal([noWheel("my-own, six, pandas")]));

  it("lacks the Google provider, for an image whose Python is not known", () =>
    expect(
      said({}, { "airflow:google": {}, "gcp:project": "data-project", "airflow:airflowVersion": "3.9.9" }),
    ).to.deep.equal([
      "airflow/plugins has no wheel of apache-airflow-providers-google, which airflow:google needs and MWAA's image lacks, and airflow:mwaa.packages.source is plugins. Fix: python3 -m pip download -d airflow/plugins --only-binary=:all: --platform manylinux2014_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux_2_28_x86_64 apache-airflow-providers-google, or pulumi config set --path 'airflow:google.enabled' false",
    ]));
});

describe("pip's options in requirements.txt", () => {
  const twice = (option: string, line: number) =>
    `airflow/requirements.txt has ${option} in line ${line}, which airflow:mwaa.packages writes itself. Fix: sed -i '${line}d' airflow/requirements.txt, or pulumi config rm --path 'airflow:mwaa.packages'`;

  it("are refused in each line, indented or not", () =>
    expect(said({ requirements: "  --no-index\n-f /x\n\t-i https://x/simple\n" })).to.deep.equal([
      twice("--no-index", 1),
      twice("-f", 2),
      twice("-i", 3),
    ]));

  for (const line of ["# see -f /x", "# or --no-index", "--pre", "--no-indexes"])
    it(`are not in "${line}"`, () => expect(said({ requirements: line })).to.deep.equal([]));

  it("are not in a package's name", () => expect(said({ requirements: "my-i -f" })).to.deep.equal([noWheel("my-i")]));
});

describe("warnings of an MWAA stack with wheels", () => {
  const vpc = {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  };
  const page = "airflow:mwaa.webserverAccess PRIVATE_ONLY:";
  const inside = `${page} the Airflow page can be opened from inside the VPC only (VPN, peering, bastion).`;
  const nobody = `${page} the environment's new security group admits itself only, so nobody opens the page. Name the ranges of your people in airflow:mwaa.network.pageFrom.`;
  const mwaa = { egress: "existing", webserverAccess: "PRIVATE_ONLY", packages: { source: "plugins" } };
  const warned = (network: object) => said({}, { "airflow:mwaa": { ...mwaa, network } });

  it("ask for no wheels", () => expect(warned(vpc)).to.deep.equal([inside, nobody]));

  it("say no more of a private page where somebody is let in", () =>
    expect(warned({ ...vpc, pageFrom: ["10.0.0.0/8"] })).to.deep.equal([inside]));

  it("count an Airflow with a number of two digits as later than 3", () =>
    expect(said({}, { "airflow:airflowVersion": "10.0.0", "airflow:mwaa": { egress: "endpoints" } })[2]).to.match(
      /^airflow:mwaa\.webserverAccess PUBLIC_ONLY: workers of Airflow 3 call/,
    ));

  it("name all tags that objects in S3 go without", () => {
    const tags = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`k${index}`, "v"]));
    expect(said({}, { "airflow:mwaa": { tags } })).to.deep.equal([
      "airflow:mwaa.tags: an object in S3 takes 10 tags, so objects go without k10, k11.",
    ]);
  });
});
