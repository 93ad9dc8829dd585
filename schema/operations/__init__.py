"""Operations of frontend teams: read, held against the schema of their address, and told what would break them."""
