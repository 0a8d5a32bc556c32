'use strict';
// In the place of the library's own: Node's errors, with their words.
module.exports = require('omosix:errors');
