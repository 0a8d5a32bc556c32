module.exports = (n) => `alpha ${n}`;
