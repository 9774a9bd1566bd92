/** What of a folder of DAGs goes up, what stays here and why, and what stops it. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { filesBelow } from "../../../components/shared/folder";
import { ignoreSyntax } from "../../../components/shared/upload/ignoreFiles";
import { importedPaths } from "../../../components/shared/upload/imports";
import { keyLook } from "../../../components/shared/upload/keyLooks";
import { onProgress, survey } from "../../../components/shared/upload/survey";

const pem = `-----BEGIN ${"PRIVATE"} KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj".repeat(2)}\n`;

describe("what is uploaded", () => {
  let project: string;
  let folder: string;
  const put = (path: string, text = "x = 1\n") => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const left = (syntax?: "glob" | "regexp") =>
    Object.fromEntries(survey(folder, syntax).leftOut.map(({ path, why }) => [path, why]));

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "upload-"));
    writeFileSync(join(project, "Pulumi.yaml"), "");
    folder = join(project, "dags");
    mkdirSync(folder);
    put("a.py");
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it("never takes secrets' files, git's, caches, editors' files and virtual environments", () => {
    for (const path of [
      ".env",
      ".env.prod",
      "keys/server.pem",
      "keys/id_rsa",
      ".git/config",
      "__pycache__/a.pyc",
      "pkg/__pycache__/b.pyc",
      ".mypy_cache/x",
      ".idea/x.xml",
      "b.py~",
      ".a.py.swp",
      ".venv/lib/x.py",
      "py311/pyvenv.cfg",
      "py311/lib/y.py",
    ])
      put(path);
    expect(filesBelow(folder)).to.deep.equal(["a.py"]);
    expect(left()).to.deep.equal({
      ".env": "settings with secrets",
      ".env.prod": "settings with secrets",
      ".git/": "git's own",
      ".a.py.swp": "an editor's or a system's file",
      ".idea/": "an editor's or a system's file",
      ".mypy_cache/": "a cache",
      ".venv/": "a virtual environment",
      "__pycache__/": "a cache",
      "b.py~": "an editor's or a system's file",
      "keys/id_rsa": "a key file by its name",
      "keys/server.pem": "a key file by its name",
      "pkg/__pycache__/": "a cache",
      "py311/": "a virtual environment",
    });
  });

  it("takes what the folder's own .gitignore asks for, and no more", () => {
    put(".gitignore", "!ca.pem\n");
    put("ca.pem", "-----BEGIN CERTIFICATE-----\n");
    put("other.pem");
    expect(filesBelow(folder)).to.deep.equal(["a.py", "ca.pem"]);
  });

  it("honours .gitignore of the folder, below it and above it, up to the project", () => {
    writeFileSync(join(project, ".gitignore"), "*.csv\n!.env\n/dags/drafts/\n");
    put(".gitignore", "/local.py\n");
    put("pkg/.gitignore", "*.sql\n!keep.sql\n");
    for (const path of ["big.csv", "drafts/d.py", "local.py", "pkg/local.py", "pkg/a.sql", "pkg/keep.sql", ".env"])
      put(path);
    expect(filesBelow(folder)).to.deep.equal(["a.py", "pkg/keep.sql", "pkg/local.py"]);
    expect(left()).to.include({ "big.csv": ".gitignore", "drafts/": ".gitignore", ".env": "settings with secrets" });
  });

  it("takes a folder that git leaves out as a whole: it was named on purpose", () => {
    writeFileSync(join(project, ".gitignore"), "dags/\n");
    expect(filesBelow(folder)).to.deep.equal(["a.py"]);
  });

  it("honours .airflowignore with globs, as Airflow 3 reads it", () => {
    put(".airflowignore", "# notes\nnotes/\n*_draft.py\n!good_draft.py\n");
    for (const path of ["notes/n.txt", "bad_draft.py", "good_draft.py", "sub/x_draft.py"]) put(path);
    expect(filesBelow(folder, "glob")).to.deep.equal([".airflowignore", "a.py", "good_draft.py"]);
    expect(left("glob")).to.deep.equal({
      "bad_draft.py": ".airflowignore",
      "notes/n.txt": ".airflowignore",
      "sub/x_draft.py": ".airflowignore",
    });
  });

  it("honours .airflowignore with regular expressions, as Airflow 2 reads it", () => {
    put(".airflowignore", "project_a # old\ntenant_[\\d]\n(unclosed\n");
    for (const path of ["x_project_a.py", "tenant_1/d.py", "tenant_x/d.py"]) put(path);
    expect(filesBelow(folder, "regexp")).to.deep.equal([".airflowignore", "a.py", "tenant_x/d.py"]);
  });

  it("takes what .airflowignore names and a DAG imports: Airflow would import it too", () => {
    put(".airflowignore", "lib/\nhelpers.py\nunused.py\n");
    put("a.py", "import os\nfrom lib.clean import rows\n");
    put("lib/__init__.py");
    put("lib/clean.py", "import helpers\n");
    put("lib/q.sql", "select 1");
    put("helpers.py");
    put("unused.py");
    expect(filesBelow(folder, "glob")).to.deep.equal([
      ".airflowignore",
      "a.py",
      "helpers.py",
      "lib/__init__.py",
      "lib/clean.py",
      "lib/q.sql",
    ]);
  });

  it("takes all plugins: .airflowignore says there which files are no plugins, and they are imported", () => {
    put(".airflowignore", "settings.py\n");
    put("settings.py");
    expect(filesBelow(folder)).to.deep.equal([".airflowignore", "a.py", "settings.py"]);
  });

  it("follows links inside the folder, and tells of those that lead out, back or nowhere", () => {
    put("real/r.py");
    symlinkSync("real", join(folder, "alias"));
    symlinkSync("real/r.py", join(folder, "one.py"));
    symlinkSync("..", join(folder, "real", "loop"));
    symlinkSync("nobody.py", join(folder, "dead.py"));
    writeFileSync(join(project, "outside.py"), "");
    symlinkSync("../outside.py", join(folder, "out.py"));
    const found = survey(folder);
    expect(found.files.map(({ path }) => path)).to.deep.equal(["a.py", "alias/r.py", "one.py", "real/r.py"]);
    expect(found.strayLinks.sort()).to.deep.equal([
      "alias/loop (it leads back to a folder that it is in)",
      "dead.py (it leads nowhere)",
      "out.py (it leads out of the folder)",
      "real/loop (it leads back to a folder that it is in)",
    ]);
  });

  it("finds keys by what is in a file, whatever its name", () => {
    put("config/gcp.json", JSON.stringify({ type: "service_account", private_key: "x" }));
    put("notes.txt", `see\n${pem}`);
    put("docs.md", "A key begins with -----BEGIN PRIVATE KEY----- and so on.");
    expect(survey(folder).keys).to.deep.equal([
      { path: "config/gcp.json", why: "a Google service account's key" },
      { path: "notes.txt", why: "a private key" },
    ]);
    put("notes.txt", "nothing now, and of another size");
    expect(survey(folder).keys.map(({ path }) => path)).to.deep.equal(["config/gcp.json"]);
  });

  it("tells sizes, and each file as it is read, once", () => {
    put("b.py", "12345");
    const told: [string, number][] = [];
    onProgress((where, count) => told.push([where, count]));
    try {
      expect(survey(folder).files).to.deep.equal([
        { path: "a.py", bytes: 6 },
        { path: "b.py", bytes: 5 },
      ]);
      survey(folder);
    } finally {
      onProgress(undefined);
    }
    expect(told).to.deep.equal([
      [folder, 1],
      [folder, 2],
    ]);
  });

  it("names what cannot be read, files and folders", function () {
    if (process.platform === "win32") this.skip(); // Windows has no such bits.
    put("b.py");
    put("c/d.py");
    chmodSync(project, 0o755);
    chmodSync(join(folder, "b.py"), 0);
    chmodSync(join(folder, "c"), 0);
    // Root reads everything, so it is nobody for a moment: who may not read the program either.
    const look = survey;
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(look(folder).unreadable).to.have.deep.members([
        { path: "b.py", why: "EACCES" },
        { path: "c/", why: "EACCES" },
      ]);
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(join(folder, "c"), 0o755);
    }
  });
});

describe("parts of the upload", () => {
  it("knows each version's syntax of .airflowignore, and the option that changes it", () => {
    expect([
      ignoreSyntax("2.11.2"),
      ignoreSyntax("3.0.6"),
      ignoreSyntax("3.2.1", "regexp"),
      ignoreSyntax("2.10.3", "glob"),
    ]).to.deep.equal(["regexp", "glob", "regexp", "glob"]);
  });

  it("knows private keys of every kind by their words", () => {
    const body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj".repeat(2);
    for (const kind of ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
      expect(keyLook(`-----BEGIN ${kind}PRIVATE KEY-----\n${body}`), kind).to.equal("a private key");
    expect(keyLook("PuTTY-User-Key-File-3: ssh-ed25519")).to.equal("a private key");
    expect(keyLook("-----BEGIN PUBLIC KEY-----\n")).to.equal(undefined);
  });

  it("reads imports of every form", () => {
    const text =
      "import os, lib.a as b\nfrom pkg.x import y\nfrom . import near, far as f\nfrom .side import z\nfrom ..up import q\n";
    expect(importedPaths("sub/deep/a.py", text)).to.have.members([
      "os",
      "lib",
      "pkg",
      "sub/deep/near",
      "sub/deep/far",
      "sub/deep/side",
      "sub/up",
    ]);
  });
});
