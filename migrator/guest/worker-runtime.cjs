'use strict';
// What worker threads ask of the runtime.
module.exports = require('omosix:threads');
