"""The contracts: one YAML file per partner system, validated by Pydantic."""
