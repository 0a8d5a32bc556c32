'use strict';
// Node's own checks of arguments, with their words.
module.exports = require('omosix:fs');
