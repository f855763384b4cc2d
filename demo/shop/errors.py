"""What goes wrong in a shop."""


class ShopError(Exception):
    """Base of everything that the shop raises itself."""


class MailboxUnavailable(ShopError):
    pass


class GatewayTimeout(ShopError):
    pass


class CardDeclined(ShopError):
    def __init__(self, code: str, order_id: str):
        super().__init__(code, order_id)
        self.code = code
        self.order_id = order_id


class OutOfStock(ShopError):
    pass


class SupplierUnavailable(ShopError):
    pass
