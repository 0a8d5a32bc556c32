var a = require('./cycle-a.js');
exports.seen = a.early + ' ' + a.late;
exports.callA = function () { return a.late; };
exports.done = true;
