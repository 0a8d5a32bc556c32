'use strict';
// What the runtime gives: the checks of Node's own `child_process`, and programs at home.
module.exports = require('omosix:child');
