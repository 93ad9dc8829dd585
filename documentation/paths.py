"""Where the parts of the documentation are."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SITE = ROOT / "schema" / "documentation" / "site"
"""Where the built site lies, and is served from. Nothing else is there."""

INDEX = "README.md"
CHINESE = "zh"
"""The directory below `DOCS` with the Chinese edition, whose pages are called as those that they translate."""
REFERENCE = "reference"
"""The directory of the generated pages."""

OUTSIDE = {
    "README.md": "project/readme.md",
    "README.zh.md": "project/readme-zh.md",
    "CHANGELOG.md": "project/changelog.md",
    "benchmarks/README.md": "project/benchmarks.md",
    "examples/linli-night-pharmacy/README.md": "plugins/night-pharmacy.md",
    "examples/linli-night-pharmacy/README.zh.md": "zh/plugins/night-pharmacy.md",
    "examples/typed-client/README.md": "frontend/typed-client-example.md",
    "schema/schema.graphql": "project/schema.graphql",
    "linli.toml.example": "project/linli.toml.example.txt",
}
"""Files of the repository that are no part of `DOCS` and that pages link to, with their places on the site."""
