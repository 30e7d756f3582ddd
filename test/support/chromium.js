const { findProgram } = require('./programs.js');

/** Full path of the browser that pages are tried in, or undefined where there is none. */
function findChromium() {
  return findProgram('chromium') ?? findProgram('chromium-browser');
}

module.exports = { findChromium };
