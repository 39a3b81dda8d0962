// Node prints no warnings while tests run: many compute infinities and NaN on purpose. A test that means a warning
// listens for it, or sets np.errstate.

process.removeAllListeners("warning");
