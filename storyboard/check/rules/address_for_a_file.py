"""An address stands where only a file can: footage and stills are cut on this machine."""

CODE = "SB403"
