// The plainest form: sloppy, a function with properties.
var count = 0;
module.exports = function plain(n) { count += n; return count; };
module.exports.self = this === exports;
module.exports.sloppy = (function () { return this; })() === globalThis;
