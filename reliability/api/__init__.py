"""What programs call over HTTP, and the pages that signed links open."""
