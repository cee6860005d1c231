"""What several features share: pages and components, where a card was opened from, words about time and channels."""
