'use strict';
// The syscalls, and Node's own checks of arguments.
module.exports = require('omosix:home');
