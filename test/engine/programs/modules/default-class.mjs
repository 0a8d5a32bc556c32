export default class { static own = 1; }
