"""Relations between two mentions: rules, frames, the learned model, and what grammar refuses."""
