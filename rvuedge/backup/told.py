"""What a backup holds, in words and as a document."""

from rvuedge.backup.archive import Manifest


def totals(manifest: Manifest) -> dict[str, object]:
    """Return the counts of a backup for programs."""
    rows = {table.name: table.rows for table in manifest.tables}
    return {
        "made_at": manifest.made_at,
        "product": manifest.product,
        "engine": manifest.engine,
        "people": rows.get("accounts_user", 0),
        "cases": rows.get("tracking_case", 0),
        "lines": rows.get("tracking_caseline", 0),
        "rows": sum(rows.values()),
        "files": len(manifest.files),
        "bytes": manifest.size,
    }


def told(manifest: Manifest) -> str:
    """Return the counts of a backup as a person reads them."""
    said = totals(manifest)
    counts = ", ".join(f"{said[name]:,} {name}" for name in ("people", "cases", "lines", "rows", "files"))
    return (
        f"{counts}, of {manifest.made_at[:16].replace('T', ' ')} UTC from {'PostgreSQL' if manifest.engine == 'postgresql' else 'SQLite'}"
    )
