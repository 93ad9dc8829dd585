"""The page that is shown where no documentation was built. It holds no script and loads nothing."""

import base64
import hashlib

_STYLE = "body { font: 1rem/1.6 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }"

PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>No documentation here</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>The documentation was not built</h1>
<p>Run <code>make docs</code> where Linli was installed from, and load this page again. Until then read the files in
<code>docs/</code>.</p>
<p lang="zh">文档尚未生成。请在 Linli 的源代码目录中运行 <code>make docs</code>，然后刷新本页；在此之前可阅读
<code>docs/</code> 目录中的文件。</p>
</main>
</body>
</html>
"""

STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode('ascii')}"
"""What the policy of the answer allows: the page's style."""
