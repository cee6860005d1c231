"""WooCommerce: webhooks, orders pulled by REST, products and stock."""
