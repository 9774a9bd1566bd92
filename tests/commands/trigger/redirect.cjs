// Leads a Node process's connections to the stand-ins, as airflow/tests/standins/redirect does for Python: URLs, host headers, TLS
// names and signatures stay real, and no other way out of the machine is left. A child gets it by `node --require` with
// STANDIN_ROUTES (JSON: host name -> loopback port) and STANDIN_CA (file of the authority that signed their certificates).
const { readFileSync } = require("node:fs");
const net = require("node:net");
const tls = require("node:tls");

const LOOPBACK = /^(127\.0\.0\.1|localhost|::1)$/;

/** @param {Record<string, number>} routes @param {string} ca PEM @returns {() => void} what undoes it */
function redirect(routes, ca) {
  const { connect } = net.Socket.prototype;
  const { createSecureContext } = tls;
  net.Socket.prototype.connect = function (...args) {
    // Either (options, …) or, from net.connect, one normalised array [options, callback].
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    const host = typeof options === "object" ? options.host : undefined;
    if (host && routes[host]) Object.assign(options, { host: "127.0.0.1", port: routes[host] });
    else if (host && !LOOPBACK.test(host)) {
      // Later, as a real failure comes: only then is anybody listening for it.
      setImmediate(() => this.destroy(Object.assign(new Error(`no stand-in for ${host}`), { code: "ENOTFOUND" })));
      return this;
    }
    return connect.apply(this, args);
  };
  tls.createSecureContext = (options) => {
    const context = createSecureContext(options);
    context.context.addCACert(ca);
    return context;
  };
  return () => {
    net.Socket.prototype.connect = connect;
    tls.createSecureContext = createSecureContext;
  };
}

if (process.env.STANDIN_ROUTES) {
  redirect(JSON.parse(process.env.STANDIN_ROUTES), readFileSync(process.env.STANDIN_CA, "utf8"));
}

module.exports = { redirect };
