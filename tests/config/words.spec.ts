/** The words of a config error, piece by piece: how a value is told, the nearest one, a key's path, the commands of a fix. */
import { expect } from "chai";
import {
  ConfigError,
  conflict,
  keyPath,
  missing,
  removeCommand,
  setCommand,
  toldProblem,
  unknownKey,
  wrongValue,
} from "../../config/words/messages";
import { nearestFlag, nearestNumber, nearestOf, nearestWord } from "../../config/words/nearest";
import { hasSecretSound, outline, soundsSecret, teller, unseen, word } from "../../config/words/tell";

const tell = (path: string, value: unknown) => teller(() => false)(path, value);

describe("a key that sounds like a secret's", () => {
  const sounds = [
    ...["pass", "password", "smtp_passwd", "passphrase", "passcode", "db_password2", "PASS-2"],
    ...["secret", "clientSecrets", "token", "accessTokens", "credentials"],
    ...["apikey", "api_key", "privateKey", "access-key", "fernet.key", "signingKey", "encryption_key", "accountKey"],
    ...["client_key", "pwd", "db_pwd", "pwd-old", "pat", "my.pat", "dsn", "sentry_dsn", "conn", "conn.one", "auth"],
    ...["sqlAlchemy", "sql_alchemy_url", "brokerUrl", "broker_url", "resultBackend", "result_backend_x"],
    ...["secretNamed", "idSecret"],
  ];
  const silent = [
    ...["passage", "key", "keys", "pattern", "spat", "paths", "author", "oauthed"],
    ...["connect", "secretName", "secretNames", "tokenArn", "tokenArns", "secretId", "secretIds", "tokenEnabled"],
    ...["secretAnnotation", "secretAnnotations", "sqlx_alchemy", "broker__url"],
  ];

  it("is each of these, and none of those", () => {
    expect(sounds.filter((key) => !soundsSecret(key))).to.deep.equal([]);
    expect(silent.filter(soundsSecret)).to.deep.equal([]);
  });

  it("is found at any depth of objects and lists, and nowhere else", () => {
    const found = [{ a: { password: 1 } }, [{ token: "x" }], { a: [{ b: [{ secret: null }] }] }, { password: 0, a: 1 }];
    const none = [{ a: { b: 1 } }, [], {}, null, undefined, "password", 3, { a: "token" }, ["secret"]];
    expect(found.map(hasSecretSound)).to.deep.equal(found.map(() => true));
    expect(none.map(hasSecretSound)).to.deep.equal(none.map(() => false));
  });
});

describe("a told value", () => {
  it("is its JSON, short enough to read", () => {
    expect([
      tell("a:b", "x"),
      tell("a:b", 3),
      tell("a:b", [1]),
      tell("a:b", undefined),
      tell("a:b", null),
    ]).to.deep.equal(['"x"', "3", "[1]", "nothing", "null"]);
    expect(tell("a:b", "x".repeat(78))).to.equal(`"${"x".repeat(78)}"`);
    expect(tell("a:b", "x".repeat(79))).to.equal(`"${"x".repeat(76)}…`);
    expect(tell("a:password", unseen)).to.equal('"set"');
  });

  it("is hidden by its own key, by one above it, and below a key that is encrypted", () => {
    const paths = ["airflow:gke.oauthClient.secret", 'airflow:mwaa.airflowOptions["smtp.password"]', "a:token[0].b"];
    expect(paths.map((path) => tell(path, "x"))).to.deep.equal(paths.map(() => "[secret]"));
    const asked: string[] = [];
    const encrypted = teller((key) => {
      asked.push(key);
      return key === "airflow:gke";
    });
    const told = ["airflow:gke.domain", "airflow:gke[0]", "airflow:gke", "airflow:gkex.a", "b:airflow:gke", "plain"];
    expect(told.map((path) => encrypted(path, "x"))).to.deep.equal([
      "[secret]",
      "[secret]",
      "[secret]",
      '"x"',
      '"x"',
      '"x"',
    ]);
    expect(asked).to.deep.equal([
      "airflow:gke",
      "airflow:gke",
      "airflow:gke",
      "airflow:gkex",
      "b:airflow:gke",
      "plain",
    ]);
  });

  it("has no secret inside, and no login in an address", () => {
    const value = {
      password: "p",
      list: [{ token: "t" }, null, 1],
      url: "https://ada:pw@host/x",
      git: "ssh://git@host/x",
    };
    expect(tell("a:b", { password: "p", list: [{ token: "t" }, null] })).to.equal(
      '{"password":"[secret]","list":[{"token":"[secret]"},null]}',
    );
    expect(tell("a:b", [value.url, value.git])).to.equal('["https://[secret]@host/x","ssh://git@host/x"]');
  });

  it("loses its quotes in a sentence, where it has them on both sides", () => {
    expect(['"x"', "x", 'a"x"', '"x"b', '""'].map(word)).to.deep.equal(["x", "x", 'a"x"', '"x"b', ""]);
  });

  it("is an outline where it may hold a secret: its keys, and nothing of them", () => {
    expect([outline({ a: { b: 1 }, c: [2] }), outline("x"), outline(null), outline([1])]).to.deep.equal([
      { a: { b: "[secret]" }, c: "[secret]" },
      "[secret]",
      "[secret]",
      "[secret]",
    ]);
  });
});

describe("the nearest allowed value", () => {
  it("of a flag is what was said in another word", () => {
    const yes = ["true", "YES", "on", "y", 1, "enable", "enabled", "ja", "t", " yes "];
    const no = ["False", "no", "off", "n", 0, "disable", "disabled", "nein", "f", "none", "\tno"];
    const neither = ["xtrue", "truex", "xfalse", "falsex", "maybe", "", null, 10];
    expect(yes.map(nearestFlag)).to.deep.equal(yes.map(() => "true"));
    expect(no.map(nearestFlag)).to.deep.equal(no.map(() => "false"));
    expect(neither.map(nearestFlag)).to.deep.equal(neither.map(() => undefined));
  });

  it("of a word begins like it, is spelt like it, or has it inside", () => {
    const words = ["mw1.small", "mw1.medium", "natPerZone", "nat", "CeleryExecutor"];
    const asked = ["MW1-MEDIUM", "mw1", "natPerZoneX", "mw2.smal", "executor", "med", "ce", "ex", "zzz", "", "--", 3];
    expect(asked.map((one) => nearestWord(one, words))).to.deep.equal([
      "mw1.medium",
      "mw1.small",
      "natPerZone",
      "mw1.small",
      "CeleryExecutor",
      "mw1.medium",
      "CeleryExecutor",
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("of a number is whole and in its range", () => {
    const asked = [0, 26, "7", " 8 ", 2.6, "x", "", " ", Number.NaN, Number.POSITIVE_INFINITY, null, true];
    expect(asked.map((one) => nearestNumber(one, 1, 25))).to.deep.equal([
      "1",
      "25",
      "7",
      "8",
      "3",
      ...Array(7).fill(undefined),
    ]);
    expect(asked.map((one) => nearestOf(one, [30, 7, 1]))).to.deep.equal([
      "1",
      "30",
      "7",
      "7",
      "1",
      ...Array(7).fill(undefined),
    ]);
  });
});

describe("a problem of the config", () => {
  it("has a path as `pulumi config set --path` takes it", () => {
    expect(keyPath("airflow", ["mwaa", "network", "zones", 0])).to.equal("airflow:mwaa.network.zones[0]");
    expect(keyPath("airflow", ["mwaa", "options", "core.x", "a b"])).to.equal('airflow:mwaa.options["core.x"]["a b"]');
    expect(keyPath("a", ["b", "x!", "!x", "a-b_C9"])).to.equal('a:b["x!"]["!x"].a-b_C9');
  });

  it("is set by commands that the shell takes as they are", () => {
    expect(setCommand("a:b", "x/1.0:y@z-w")).to.equal("pulumi config set a:b x/1.0:y@z-w");
    expect([setCommand("a:b", "x y"), setCommand("a:b", " x"), setCommand("a:b", "x'")]).to.deep.equal([
      "pulumi config set a:b 'x y'",
      "pulumi config set a:b ' x'",
      "pulumi config set a:b 'x'\\'''",
    ]);
    expect(setCommand("a:b", '["x"]')).to.equal(`pulumi config set a:b '["x"]'`);
    expect(setCommand("a:b.c", '["x", 2]', true)).to.equal(
      "pulumi config set --secret --path 'a:b.c[0]' x && pulumi config set --secret --path 'a:b.c[1]' 2",
    );
    expect(setCommand("a:b.c", '{"x": {"y-z": true}}')).to.equal(`pulumi config set --path 'a:b.c.x["y-z"]' true`);
    expect([setCommand("a:b.c", "[]"), setCommand("a:b.c", "[secret]"), setCommand("a:b.c", "x[0]")]).to.deep.equal([
      "pulumi config set --path 'a:b.c' '[]'",
      "pulumi config set --path 'a:b.c' '[secret]'",
      "pulumi config set --path 'a:b.c' 'x[0]'",
    ]);
    // The CLI refuses a plain value under such a key, unless it is told that it is none.
    expect([
      setCommand("a:b.tokenArn", "x"),
      setCommand("secret:b", "x"),
      setCommand("a:pwd", "x", true),
    ]).to.deep.equal([
      "pulumi config set --plaintext --path 'a:b.tokenArn' x",
      "pulumi config set secret:b x",
      "pulumi config set --secret a:pwd x",
    ]);
    expect([removeCommand("a:b"), removeCommand("a:b.c"), removeCommand("a:b[0]")]).to.deep.equal([
      "pulumi config rm a:b",
      "pulumi config rm --path 'a:b.c'",
      "pulumi config rm --path 'a:b[0]'",
    ]);
  });

  it("of a wrong value says what is allowed, and removes a list or an object before it is set anew", () => {
    const told = toldProblem(wrongValue("a:b.c", [1], "a list", '["x"]'), tell);
    expect(told).to.deep.equal({
      path: "a:b.c",
      what: "a:b.c is [1]; allowed: a list.",
      message:
        "a:b.c is [1]; allowed: a list. Fix: pulumi config rm --path 'a:b.c' && pulumi config set --path 'a:b.c[0]' x",
      example: '["x"]',
    });
    const fix = (path: string, example: string) =>
      toldProblem(wrongValue(path, 1, "x", example), tell).message.split("Fix: ")[1];
    expect([fix("a:b", '["x"]'), fix("a:b.c", "[secret]"), fix("a:b.c", "x[0]")]).to.deep.equal([
      `pulumi config set a:b '["x"]'`,
      "pulumi config set --path 'a:b.c' '[secret]'",
      "pulumi config set --path 'a:b.c' 'x[0]'",
    ]);
    expect(toldProblem(wrongValue("a:b", "v", "x", "y", { secret: true }), tell).message).to.equal(
      "a:b is [secret]; allowed: x. Fix: pulumi config set --secret a:b y",
    );
    expect(toldProblem(wrongValue("a:b", { k: "v" }, "x", "y", { hidden: true }), tell).what).to.equal(
      'a:b is {"k":"[secret]"}; allowed: x.',
    );
  });

  it("has an example only where one value would pass", () => {
    expect(
      toldProblem(
        conflict("a:b", 1, "it is one", (say) => `set ${say("a:c", 2)}`),
        tell,
      ),
    ).to.deep.equal({
      path: "a:b",
      what: "a:b is 1; it is one.",
      message: "a:b is 1; it is one. Fix: set 2",
    });
    expect(missing("a:b", "a word", "x", true)).to.include({ absent: true, fix: "pulumi config set --secret a:b x" });
  });

  it("of an unknown key names the one that is spelt most like it, or all", () => {
    const known = ["airflow:mwaa.maxWorkers", "airflow:mwaa.minWorkers"];
    expect(unknownKey("airflow:mwaa.maxWorker", known).what).to.equal(
      "airflow:mwaa.maxWorker is not a known key; did you mean airflow:mwaa.maxWorkers?",
    );
    expect(unknownKey("airflow:mwaa.abc", known).what).to.equal(
      `airflow:mwaa.abc is not a known key; known here: ${known.join(", ")}.`,
    );
  });

  it("is counted with the others", () => {
    const one = conflict("a:b", 1, "no", "go");
    expect(new ConfigError([one], tell)).to.include({
      name: "ConfigError",
      message: "1 problem in the stack config:\n  a:b is 1; no. Fix: go",
    });
    expect(new ConfigError([one, one], tell).message.split("\n")[0]).to.equal("2 problems in the stack config:");
  });
});
