const { ec: Ec } = require('elliptic');

const ec = new Ec('secp256k1');
const key = ec.keyFromPrivate('1'.repeat(64), 'hex');
const signature = key.sign('ab'.repeat(32), { canonical: true });
console.log(key.getPublic('hex'), signature.toDER('hex'), key.verify('ab'.repeat(32), signature), key.verify('ac'.repeat(32), signature));
