// ANCHOR: fire
fn fire() {}
// ANCHOR_END: fire
fn rest() {}
