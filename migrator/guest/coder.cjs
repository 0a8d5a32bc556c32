'use strict';
// What zlib's streams work with: Node's own, told again in other hosts.
module.exports = require('omosix:zlib');
